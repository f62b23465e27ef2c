package dev.segue.recommending.twostage;

import dev.segue.recommending.sparse.SparseScores;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// The arrays one query works in: the scores of every first stage, the candidates, what occurs with the seeds. Dense by
/// track, so reuse it: a query clears only what the one before touched. One query at a time.
final class Sheet {

    private static final int[] NONE = {};

    final SparseScores playlists = new SparseScores();
    final SparseScores relevance = new SparseScores();
    final SparseScores artistCosines = new SparseScores();
    final SeedCounts counts;
    final ArtistCounts artistCounts;
    /// Of some stages, what they gave to all tracks of an artist, and to all versions of a song.
    final Map<Stage, SparseScores> artistVotes = new EnumMap<>(Stage.class);
    /// Artists that the title names: the share of its letters.
    final SparseScores named = new SparseScores();
    final SparseScores songVotes = new SparseScores();
    /// Candidates' places among the playlists that are nearest by seeds and artists: how many of so many hold them.
    final SparseScores[] nearest = new SparseScores[Features.NEAREST.length];
    private final Map<Stage, SparseScores> scores = new EnumMap<>(Stage.class);
    private final Map<Stage, int[]> tops = new EnumMap<>(Stage.class);
    private int[] candidates = new int[2048];
    /// By track: its place among the candidates, from 1; 0 for none.
    private int[] places = new int[0];
    private int size;

    Sheet(Library library, ArtistCounts.Holdings holdings) {
        counts = new SeedCounts(library);
        artistCounts = new ArtistCounts(holdings, library.tracks());
        for (Stage stage : Features.SUMMED) {
            artistVotes.put(stage, new SparseScores());
        }
        Arrays.setAll(nearest, i -> new SparseScores());
        for (Stage stage : Stage.values()) {
            scores.put(stage, new SparseScores());
        }
    }

    SparseScores scores(Stage stage) {
        return Objects.requireNonNull(scores.get(stage));
    }

    SparseScores artistVotes(Stage stage) {
        return Objects.requireNonNull(artistVotes.get(stage));
    }

    /// The best of a stage, best first, once they are listed.
    int[] top(Stage stage) {
        return tops.getOrDefault(stage, NONE);
    }

    /// Makes the best of a stage candidates.
    void list(Stage stage, int[] best) {
        tops.put(stage, best);
        for (int track : best) {
            list(track);
        }
    }

    private void list(int track) {
        if (track >= places.length) {
            places = Arrays.copyOf(places, Math.max(track + 1, places.length + (places.length >> 1)));
        }
        if (places[track] == 0) {
            places[track] = size + 1;
            if (size == candidates.length) {
                candidates = Arrays.copyOf(candidates, size * 2);
            }
            candidates[size++] = track;
        }
    }

    /// How many candidates are listed.
    int size() {
        return size;
    }

    int candidate(int i) {
        return candidates[i];
    }

    /// The place of a track among the candidates, -1 when it is none.
    int placeOf(int track) {
        return track < places.length ? places[track] - 1 : -1;
    }

    /// Keeps only candidates that `keep` says, asked once for each in their order.
    void retain(java.util.function.IntPredicate keep) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (keep.test(candidates[i])) {
                candidates[kept++] = candidates[i];
                places[candidates[i]] = kept;
            } else {
                places[candidates[i]] = 0;
            }
        }
        size = kept;
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            places[candidates[i]] = 0;
        }
        size = 0;
        tops.clear();
        scores.values().forEach(SparseScores::clear);
        playlists.clear();
        relevance.clear();
        artistCosines.clear();
        artistVotes.values().forEach(SparseScores::clear);
        songVotes.clear();
        named.clear();
        for (SparseScores counted : nearest) {
            counted.clear();
        }
    }
}
