package dev.segue.recommending.ranking;

import dev.segue.domain.Hash64;
import org.jspecify.annotations.Nullable;

/// What tracks have in common beside the playlists that hold them.
public interface TrackTraits {

    /// Who it is by; null when unknown. Two tracks are by one artist when the texts are equal.
    @Nullable
    String artist(int track);

    /// The album it is on; null when unknown. Two tracks are on one album when the texts are equal.
    default @Nullable String album(int track) {
        return null;
    }

    /// The artist as a number, for comparing many: 64-bit hashes of the texts meet once in 10⁷ artists.
    ///
    /// @return 0 when unknown
    default long artistKey(int track) {
        return key(artist(track));
    }

    /// The album as a number; 0 when unknown.
    default long albumKey(int track) {
        return key(album(track));
    }

    /// What stands for a text among keys; 0 for none.
    static long key(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        long key = Hash64.of(text);
        return key == 0 ? 1 : key;
    }
}
