package dev.segue.recommending;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Where live playlists lie in a model's space, kept up with the corpus and searched by an exact scan: a text that was
/// brought into the same space finds them without sharing a word with their titles.
///
/// One thread refreshes, any number of threads search; a search sees every playlist as of some refresh. Memory: a
/// vector and two references a playlist.
public final class PlaylistVectors {

    /// Tracks that place a playlist: the last ones, as for a request.
    private static final int PLACING = 100;

    /// Playlists after which what was placed can be found, while the first pass is under way.
    private static final int PUBLISHED_AT_A_TIME = 16_384;

    private static final int[] NEVER_SEEN = {};
    private static final float[] NO_PLACE = {};

    private final VectorModel model;
    private int[][] seen = {};
    private volatile float[][] vectors = {};

    public PlaylistVectors(VectorModel model) {
        this.model = model;
    }

    /// A playlist near a text.
    ///
    /// @param playlist ordinal in the corpus
    public record Near(int playlist, float cosine) {}

    /// Places the playlists that changed since the last time.
    ///
    /// @param held by playlist ordinal its tracks, as [dev.segue.corpus.Corpus#held] gives them: another array
    // where they
    ///     changed
    /// @return how many were placed anew
    public int refresh(int[][] held) {
        int known = seen.length;
        seen = Arrays.copyOf(seen, held.length);
        Arrays.fill(seen, Math.min(known, held.length), held.length, NEVER_SEEN);
        float[][] next = vectors;
        int changed = 0;
        for (int playlist = 0; playlist < held.length; playlist++) {
            if (seen[playlist] != held[playlist]) {
                if (changed == 0) {
                    next = Arrays.copyOf(vectors, held.length);
                    Arrays.fill(next, Math.min(vectors.length, held.length), held.length, NO_PLACE);
                }
                seen[playlist] = held[playlist];
                next[playlist] = place(held[playlist]);
                if (++changed % PUBLISHED_AT_A_TIME == 0) {
                    vectors = next.clone();
                }
            }
        }
        if (changed > 0) {
            vectors = next;
        }
        return changed;
    }

    /// The playlists nearest to a place.
    ///
    /// @param place `[dimension]`, of unit length; read, never kept
    /// @param floor least cosine of an answer
    /// @return at most `k`, nearest first, ties by ordinal
    public List<Near> nearest(float[] place, int k, float floor) {
        var nearest = new PriorityQueue<>(Comparator.comparingDouble(Near::cosine)
                .thenComparing(Comparator.comparingInt(Near::playlist).reversed()));
        float[][] now = vectors;
        for (int playlist = 0; playlist < now.length; playlist++) {
            if (now[playlist].length == 0) {
                continue;
            }
            float cosine = VectorSpace.dot(place, 0, now[playlist], 0, place.length);
            if (cosine >= floor
                    && (nearest.size() < k || cosine > nearest.element().cosine())) {
                nearest.add(new Near(playlist, cosine));
                if (nearest.size() > k) {
                    nearest.remove();
                }
            }
        }
        return nearest.stream().sorted(nearest.comparator().reversed()).toList();
    }

    /// @return empty when the model knows none of the tracks
    private float[] place(int[] tracks) {
        VectorSpace space = model.space();
        int[] placing = Arrays.stream(tracks, Math.max(0, tracks.length - PLACING), tracks.length)
                .filter(space::contains)
                .toArray();
        if (placing.length == 0) {
            return NO_PLACE;
        }
        float[] rows = new float[placing.length * space.dimension()];
        float[] weights = new float[placing.length];
        Arrays.fill(weights, 1);
        for (int i = 0; i < placing.length; i++) {
            space.copy(placing[i], rows, i * space.dimension());
        }
        return model.encoder().encode(rows, weights);
    }
}
