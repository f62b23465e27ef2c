package dev.segue.recommending.ranking;

import dev.segue.corpus.Corpus;
import java.util.Arrays;

/// How candidates stand together with seeds in the playlists that voted: how often, how near, how often after them.
///
/// Cost: one pass over the tracks of those playlists, and a step for each pair of a seed and a candidate in one.
/// Counts only these playlists: the rarer a seed, the more of its playlists vote. Not thread-safe; reused.
final class SharedVoters {

    /// Seeds looked at, the last ones.
    static final int MOST_SEEDS = 100;

    /// Words of 64 bits, one a seed.
    static final int WORDS = (MOST_SEEDS + Long.SIZE - 1) / Long.SIZE;

    /// The last seeds, whose order says most.
    static final int LATEST = 5;

    private static final int FOLLOWING = 3;
    /// Whole numbers, so that sums do not depend on the order of equally near playlists.
    private static final int ONE = 1 << 20;

    private static final int[] NEARNESS = nearness();

    private final TrackPlaces places = new TrackPlaces();
    private final int[] heldBy = new int[MOST_SEEDS];
    private int[] counts = new int[0];
    private int[] near = new int[0];
    private int[] follows = new int[0];
    /// Two words a candidate: the seeds it shares a playlist with, a bit each.
    private long[] together = new long[0];
    private int[] holders = new int[0];
    private float[] nearest = new float[0];
    private int[] here = new int[256];
    private int[] positions = new int[256];
    private final int[] seedsHere = new int[MOST_SEEDS];
    private final int[] seedPositions = new int[MOST_SEEDS];
    private int seeds;

    private static int[] nearness() {
        int[] by = new int[16];
        for (int distance = 0; distance < by.length; distance++) {
            by[distance] = (int) (ONE * Math.exp(-distance / 4.0));
        }
        return by;
    }

    /// Counts anew.
    ///
    /// @param seeds at most [#MOST_SEEDS], in playlist order
    void count(Corpus corpus, Voters voters, int[] seeds, Described candidates) {
        begin(seeds, candidates);
        float best = voters.scores().length == 0 ? 1 : voters.scores()[0];
        for (int v = 0; v < voters.playlists().length; v++) {
            playlist(corpus.tracksHeld(voters.playlists()[v]), voters.scores()[v] / best);
        }
    }

    private void begin(int[] ofRequest, Described candidates) {
        seeds = ofRequest.length;
        int size = candidates.size();
        int pairs = size * seeds;
        if (counts.length < pairs) {
            counts = new int[pairs];
            near = new int[pairs];
        }
        if (holders.length < size) {
            holders = new int[size];
            nearest = new float[size];
            follows = new int[size];
            together = new long[size * WORDS];
        }
        Arrays.fill(together, 0, size * WORDS, 0);
        Arrays.fill(follows, 0, size, 0);
        Arrays.fill(holders, 0, size, 0);
        Arrays.fill(nearest, 0, size, 0);
        Arrays.fill(heldBy, 0, seeds, 0);
        places.begin(seeds + size);
        for (int s = 0; s < seeds; s++) {
            places.put(ofRequest[s], s);
        }
        for (int i = 0; i < size; i++) {
            places.put(candidates.track(i), seeds + i);
        }
    }

    private void playlist(int[] tracks, float similarity) {
        int candidatesHere = 0;
        int shared = 0;
        for (int position = 0; position < tracks.length; position++) {
            int number = places.of(tracks[position]);
            if (number == TrackPlaces.NONE) {
                continue;
            }
            if (number < seeds) {
                seedsHere[shared] = number;
                seedPositions[shared++] = position;
                heldBy[number]++;
            } else {
                if (candidatesHere == here.length) {
                    here = Arrays.copyOf(here, 2 * here.length);
                    positions = Arrays.copyOf(positions, here.length);
                }
                here[candidatesHere] = number - seeds;
                positions[candidatesHere++] = position;
            }
        }
        for (int i = 0; i < candidatesHere; i++) {
            candidate(here[i], positions[i], shared, similarity);
        }
    }

    private void candidate(int candidate, int position, int shared, float similarity) {
        holders[candidate]++;
        nearest[candidate] = Math.max(nearest[candidate], similarity);
        int row = candidate * seeds;
        for (int k = 0; k < shared; k++) {
            int seed = seedsHere[k];
            int word = candidate * WORDS + (seed >> 6);
            if ((together[word] & 1L << seed) == 0) {
                together[word] |= 1L << seed;
                counts[row + seed] = 0;
                near[row + seed] = 0;
            }
            counts[row + seed]++;
            int after = position - seedPositions[k];
            int distance = Math.abs(after);
            if (distance < NEARNESS.length) {
                near[row + seed] += NEARNESS[distance];
                if (after > 0 && after <= FOLLOWING && seed >= seeds - LATEST) {
                    follows[candidate]++;
                }
            }
        }
    }

    /// Playlists that voted and hold the candidate.
    int holders(int candidate) {
        return holders[candidate];
    }

    /// How near the nearest of them is, the nearest of all being 1; 0 when there is none.
    float nearest(int candidate) {
        return nearest[candidate];
    }

    /// The seeds that share a playlist with the candidate, a bit each, 64 a word.
    long together(int candidate, int word) {
        return together[candidate * WORDS + word];
    }

    /// Playlists that voted and hold both; of seeds that are [#together] with the candidate.
    int count(int candidate, int seed) {
        return counts[candidate * seeds + seed];
    }

    /// The same weighted by nearness.
    float near(int candidate, int seed) {
        return (float) near[candidate * seeds + seed] / ONE;
    }

    /// How often the candidate comes shortly after one of the last seeds.
    int follows(int candidate) {
        return follows[candidate];
    }

    /// Playlists that voted and hold the seed.
    int heldBy(int seed) {
        return heldBy[seed];
    }
}
