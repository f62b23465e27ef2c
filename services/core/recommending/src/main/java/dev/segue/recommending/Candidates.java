package dev.segue.recommending;

import dev.segue.recommending.sparse.Best;
import dev.segue.recommending.sparse.Selection;
import dev.segue.recommending.sparse.TieOrder;
import java.util.Arrays;

/// The tracks that came up for one request, each with what every source gave it and with its score so far. Candidates
/// are known by an index from 0, in the order they came up; a track is found by open addressing over a table that is
/// small enough for the processor's nearest cache.
///
/// Not thread-safe; reused.
final class Candidates {

    private static final int FIRST = 1 << 12;
    private static final int GOLDEN = 0x9E3779B9;

    private int[] tracks = new int[FIRST];
    private float[][] votes = new float[CandidateSource.values().length][FIRST];
    private float[] scores = new float[FIRST];
    private int size;

    /// Index + 1 of a candidate, 0 where it is free; a power of two of them, at most half full.
    private int[] slots = new int[2 * FIRST];

    private int[] scored = new int[FIRST];
    private float[] scoresOfScored = new float[FIRST];
    private final Selection selection = new Selection();

    /// Adds to what a source gives a track.
    ///
    /// @param vote above 0; anything else is ignored, which keeps NaN and "no evidence" out
    void add(CandidateSource source, int track, float vote) {
        if (vote > 0) {
            // First, for it may put longer arrays in place of these.
            int candidate = intern(track);
            votes[source.ordinal()][candidate] += vote;
        }
    }

    private int intern(int track) {
        int slot = slot(track);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        if (size == tracks.length) {
            grow();
            slot = slot(track);
        }
        tracks[size] = track;
        slots[slot] = ++size;
        return size - 1;
    }

    private void grow() {
        int room = 2 * size;
        tracks = Arrays.copyOf(tracks, room);
        scores = Arrays.copyOf(scores, room);
        for (int source = 0; source < votes.length; source++) {
            votes[source] = Arrays.copyOf(votes[source], room);
        }
        scored = new int[room];
        scoresOfScored = new float[room];
        slots = new int[2 * room];
        for (int i = 0; i < size; i++) {
            slots[slot(tracks[i])] = i + 1;
        }
    }

    private int slot(int track) {
        int mask = slots.length - 1;
        int slot = track * GOLDEN >>> Integer.numberOfLeadingZeros(mask);
        while (slots[slot] != 0 && tracks[slots[slot] - 1] != track) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    int size() {
        return size;
    }

    /// @param candidate 0 to size − 1
    int track(int candidate) {
        return tracks[candidate];
    }

    /// Which candidate a track is, or −1.
    int indexOf(int track) {
        return slots[slot(track)] - 1;
    }

    /// What a source gave a candidate, 0 when nothing.
    float vote(CandidateSource source, int candidate) {
        return votes[source.ordinal()][candidate];
    }

    /// The most a source gave any candidate.
    float most(CandidateSource source) {
        float most = 0;
        float[] given = votes[source.ordinal()];
        for (int i = 0; i < size; i++) {
            most = Math.max(most, given[i]);
        }
        return most;
    }

    /// Adds what a source gave, times a factor, to the score of every candidate.
    void addToScores(CandidateSource source, float factor) {
        float[] given = votes[source.ordinal()];
        for (int i = 0; i < size; i++) {
            scores[i] += factor * given[i];
        }
    }

    float score(int candidate) {
        return scores[candidate];
    }

    /// @param score not below 0; a candidate of 0 is not recommended
    void setScore(int candidate, float score) {
        scores[candidate] = score;
    }

    /// How many have a score above 0.
    int recommendable() {
        int n = 0;
        for (int i = 0; i < size; i++) {
            n += scores[i] > 0 ? 1 : 0;
        }
        return n;
    }

    /// The highest score.
    float highest() {
        float highest = 0;
        for (int i = 0; i < size; i++) {
            highest = Math.max(highest, scores[i]);
        }
        return highest;
    }

    /// The tracks of the `k` highest scores above 0, highest first, equal ones in their order.
    ///
    /// @return a new array, the caller's
    int[] best(int k, TieOrder order) {
        return selection.ranked(scored, scoresOfScored, positive(scores), k, order);
    }

    /// The tracks to which a source gave most, at most `k`, in no order.
    ///
    /// @return a new array, the caller's
    int[] best(CandidateSource source, int k, TieOrder order) {
        Best best = selection.best(scored, scoresOfScored, positive(votes[source.ordinal()]), k, order);
        return best.ordinals();
    }

    private int positive(float[] values) {
        int n = 0;
        for (int i = 0; i < size; i++) {
            scored[n] = tracks[i];
            scoresOfScored[n] = values[i];
            n += values[i] > 0 ? 1 : 0;
        }
        return n;
    }

    void clear() {
        Arrays.fill(slots, 0);
        for (float[] given : votes) {
            Arrays.fill(given, 0, size, 0);
        }
        Arrays.fill(scores, 0, size, 0);
        size = 0;
    }
}
