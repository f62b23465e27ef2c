package dev.segue.preprocessor.cleaning;

import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// SHA-256 of what a snapshot says of its playlist: all of it but its version and the time it was crawled.
///
/// The form that is hashed does not follow the Avro schema: the fields in the order below, texts with their length,
/// absent values marked. A field that a later schema adds must be left out of it while it has its default, or every
/// playlist held would seem to have changed.
public final class ContentHash {

    private static final byte ABSENT = 0;
    private static final byte PRESENT = 1;

    private final MessageDigest digest;
    /// Gathers what is hashed, because many small updates of a digest cost more than the digest.
    private final ByteBuffer form = ByteBuffer.allocate(8 << 10);

    private ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /// @return 32 bytes, the caller's
    public static byte[] of(PlaylistSnapshot snapshot) {
        return new ContentHash().hash(snapshot);
    }

    private byte[] hash(PlaylistSnapshot snapshot) {
        text(snapshot.getSource());
        text(snapshot.getTitle());
        text(snapshot.getDescription());
        text(snapshot.getKeyword());
        text(snapshot.getUrl());
        text(snapshot.getOwner());
        number(snapshot.getSaves());
        time(snapshot.getModifiedAt());
        number((long) snapshot.getTracks().size());
        for (SnapshotTrack track : snapshot.getTracks()) {
            text(track.getTrackId());
            text(track.getTitle());
            texts(track.getArtists());
            texts(track.getArtistIds());
            text(track.getAlbum());
            text(track.getAlbumId());
            number(track.getDurationMs());
            text(track.getIsrc());
            Boolean explicit = track.getExplicit();
            number(explicit == null ? null : explicit ? 1L : 0L);
            time(track.getAddedAt());
        }
        digest.update(form.flip());
        return digest.digest();
    }

    private void texts(List<String> values) {
        number((long) values.size());
        values.forEach(this::text);
    }

    private void text(@Nullable String value) {
        if (value == null) {
            room(1).put(ABSENT);
            return;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        number((long) bytes.length);
        if (bytes.length > form.capacity()) {
            room(form.capacity());
            digest.update(bytes);
        } else {
            room(bytes.length).put(bytes);
        }
    }

    private void time(@Nullable Instant value) {
        number(value == null ? null : value.toEpochMilli());
    }

    private void number(@Nullable Long value) {
        if (value == null) {
            room(1).put(ABSENT);
        } else {
            room(1 + Long.BYTES).put(PRESENT).putLong(value);
        }
    }

    /// The form, with room for so many bytes more.
    private ByteBuffer room(int bytes) {
        if (form.remaining() < bytes) {
            digest.update(form.flip());
            form.clear();
        }
        return form;
    }
}
