package dev.segue.search;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/// Where playlists lie among vectors, kept up with a corpus: what changed is placed anew, and a folder that another
/// process wrote before is gone through once and mended where it differs.
///
/// One thread refreshes; the index is searched by any. Memory: two references a playlist.
public final class PlaylistPlaces {

    /// Playlists after which what was placed can be found, while much is to be placed.
    private static final int VISIBLE_AT_A_TIME = 16_384;

    /// Vectors that differ by no more in any number are the same.
    private static final float SAME = 1e-6f;

    private static final int[] NEVER_SEEN = {};

    private final LuceneVectors index;
    private final Placing placing;
    private int[][] seen = {};
    private boolean compared;
    private long version;

    /// Places a playlist.
    @FunctionalInterface
    public interface Placing {
        /// The place of the playlist that these tracks make.
        ///
        /// @param tracks in order
        /// @return `[dimension]`; empty when none of them has a place
        float[] of(int[] tracks);
    }

    /// @param index of playlists by id; the caller's to close
    public PlaylistPlaces(LuceneVectors index, Placing placing) {
        this.index = index;
        this.placing = placing;
        this.version = index.watermark();
    }

    /// Places the playlists that changed since the last time.
    ///
    /// @param held by playlist ordinal its tracks, as [dev.segue.corpus.Corpus#held] gives them: another
    ///     array where they changed, an empty one where the playlist is gone
    /// @param idOf a playlist
    /// @param ordinalOf an id; below 0 where no playlist has it
    /// @return how many were written
    public int refresh(int[][] held, IntFunction<String> idOf, ToIntFunction<String> ordinalOf) {
        version++;
        int known = seen.length;
        seen = Arrays.copyOf(seen, held.length);
        Arrays.fill(seen, Math.min(known, held.length), held.length, NEVER_SEEN);
        int written = compared ? 0 : compare(held, ordinalOf);
        compared = true;
        for (int playlist = 0; playlist < held.length; playlist++) {
            if (seen[playlist] != held[playlist]) {
                boolean wasThere = seen[playlist].length > 0;
                seen[playlist] = held[playlist];
                float[] place = place(held[playlist]);
                if (place.length > 0) {
                    index.upsert(idOf.apply(playlist), place, version);
                } else if (wasThere) {
                    index.delete(idOf.apply(playlist), version);
                } else {
                    continue;
                }
                if (++written % VISIBLE_AT_A_TIME == 0) {
                    index.refresh();
                }
            }
        }
        if (written > 0) {
            index.refresh();
        }
        return written;
    }

    /// Goes through what is there already.
    private int compare(int[][] held, ToIntFunction<String> ordinalOf) {
        var right = new BitSet();
        int[] written = {0};
        index.forEach((id, vector) -> {
            int playlist = ordinalOf.applyAsInt(id);
            float[] place = playlist < 0 || playlist >= held.length ? new float[0] : place(held[playlist]);
            if (place.length == 0) {
                index.delete(id, version);
                written[0]++;
            } else if (same(place, vector)) {
                right.set(playlist);
            }
        });
        right.stream().forEach(playlist -> seen[playlist] = held[playlist]);
        return written[0];
    }

    private float[] place(int[] tracks) {
        if (tracks.length == 0) {
            return new float[0];
        }
        float[] place = placing.of(tracks);
        for (float number : place) {
            if (number != 0) {
                return UnitVectors.of("a playlist", place, index.dimension());
            }
        }
        // Tracks that cancel each other out lie nowhere.
        return new float[0];
    }

    private static boolean same(float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            if (Math.abs(a[i] - b[i]) > SAME) {
                return false;
            }
        }
        return true;
    }

    /// The playlists nearest to a place.
    public List<VectorIndex.Near> nearest(float[] place, int k) {
        return index.nearest(place, k, IdFilter.ALL);
    }
}
