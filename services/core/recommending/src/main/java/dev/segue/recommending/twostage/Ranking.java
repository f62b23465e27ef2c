package dev.segue.recommending.twostage;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.sparse.SparseScores;
import java.util.Arrays;
import java.util.BitSet;

/// A recommendation: tracks, best first, without seeds and without repeats.
///
/// @param tracks ordinals; shared, never changed
/// @param known how many of them something is known of for this query; the rest, after them, is what most playlists
///     hold
public record Ranking(int[] tracks, int known) {

    /// The best by score, ties by track id, filled up to `limit` with the tracks that most playlists hold.
    static Ranking of(Library library, Query query, SparseScores scores, int limit) {
        Corpus corpus = library.corpus();
        int[] best = scores.top(limit + query.seeds().length, corpus::compareIds);
        return filled(library, query, best, limit);
    }

    /// What most playlists hold, whatever the query but for its seeds.
    public static Ranking byPopularity(Library library, Query query, int limit) {
        return filled(library, query, new int[0], limit);
    }

    /// @param best tracks, best first, each once; seeds among them are left out
    public static Ranking filled(Library library, Query query, int[] best, int limit) {
        var barred = new BitSet();
        Arrays.stream(query.seeds()).forEach(barred::set);
        int[] tracks = new int[limit];
        int size = add(best, tracks, 0, barred);
        int known = size;
        if (size < limit) {
            size = add(library.byPopularity(), tracks, size, barred);
        }
        return new Ranking(Arrays.copyOf(tracks, size), known);
    }

    private static int add(int[] from, int[] tracks, int size, BitSet barred) {
        int n = size;
        for (int i = 0; i < from.length && n < tracks.length; i++) {
            if (!barred.get(from[i])) {
                barred.set(from[i]);
                tracks[n++] = from[i];
            }
        }
        return n;
    }
}
