package dev.segue.preprocessor.counting;

import dev.segue.schemas.avro.SnapshotTrack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// 64 bits of what a source says of a track itself: title, artists, album and so on, not the place in a playlist.
/// FNV-1a over characters, fields divided by a character no text has. In memory only, so it may change freely.
///
/// Source: Fowler, Noll, Vo, "The FNV Non-Cryptographic Hash Algorithm", IETF draft.
public final class DescriptionHash {

    private static final long OFFSET = 0xCBF29CE484222325L;
    private static final long PRIME = 0x100000001B3L;
    private static final char DIVIDER = '\uFFFF';

    private DescriptionHash() {}

    /// @return never 0
    public static long of(SnapshotTrack track) {
        long hash = add(OFFSET, track.getTitle());
        hash = add(hash, track.getArtists());
        hash = add(hash, track.getArtistIds());
        hash = add(hash, track.getAlbum());
        hash = add(hash, track.getAlbumId());
        hash = add(hash, track.getDurationMs());
        hash = add(hash, track.getIsrc());
        hash = add(hash, track.getExplicit());
        return hash == 0 ? 1 : hash;
    }

    private static long add(long hash, List<String> texts) {
        long sum = hash;
        for (String text : texts) {
            sum = add(sum, text);
        }
        return step(sum, DIVIDER);
    }

    private static long add(long hash, @Nullable Object value) {
        long sum = hash;
        if (value != null) {
            String text = value.toString();
            for (int i = 0; i < text.length(); i++) {
                sum = step(sum, text.charAt(i));
            }
            sum = step(sum, 'x');
        }
        return step(sum, DIVIDER);
    }

    private static long step(long hash, char c) {
        return (hash ^ c) * PRIME;
    }
}
