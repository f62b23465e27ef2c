package dev.segue.crawler.source.live;

import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What a playlist is, in 64 bits of a SHA-256: for services that say no better when one has changed. Saves and times
/// are left out, which change without an edit.
final class ContentHash {

    private final MessageDigest digest;

    private ContentHash() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    static String of(PlaylistSnapshot snapshot) {
        var hash = new ContentHash();
        hash.add(snapshot.getTitle());
        hash.add(snapshot.getDescription());
        for (SnapshotTrack track : snapshot.getTracks()) {
            hash.add(track.getTrackId());
        }
        return hash.hex();
    }

    /// Of what a listing's own checksum may leave out.
    static String ofTexts(@Nullable String... texts) {
        var hash = new ContentHash();
        for (String text : texts) {
            hash.add(text);
        }
        return hash.hex();
    }

    private void add(@Nullable String text) {
        if (text != null) {
            digest.update(text.getBytes(StandardCharsets.UTF_8));
        }
        digest.update((byte) 0);
    }

    private String hex() {
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
