package dev.segue.recommending.twostage;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.sparse.SparseScores;

/// Playlists near a query, and what they say of tracks.
final class Neighbours {

    private Neighbours() {}

    /// How seeds weigh.
    ///
    /// @param damping β of `1 / ((popularity − 1)^β + 1)`: the higher, the less a popular seed says
    /// @param floor weight factor of a seed far from the end of an ordered list; 1 = order does not count
    /// @param span the factor of the seed `n` places before the last is `floor + (1 − floor) · exp(−n / span)`
    /// Source: Ludewig et al., "Effective nearest-neighbor music recommendations", RecSys Challenge 2018.
    record SeedWeights(double damping, double floor, double span) {

        float of(int playlists, int back, boolean ordered) {
            double damped = 1 / (Math.pow(playlists - 1, damping) + 1);
            double recency = ordered ? floor + (1 - floor) * Math.exp(-back / span) : 1;
            return (float) (damped * recency);
        }
    }

    /// Adds for every playlist the weights of the seeds it holds over `length^exponent`.
    static void bySeeds(CorpusView view, Query query, SeedWeights weights, double exponent, SparseScores playlists) {
        int[] seeds = query.seeds();
        for (int i = 0; i < seeds.length; i++) {
            int held = view.playlistsOf(seeds[i]);
            if (held > 0) {
                float weight = weights.of(held, seeds.length - 1 - i, query.ordered());
                view.forEachPlaylistOf(seeds[i], (playlist, position) -> playlists.add(playlist, weight));
            }
        }
        for (int i = 0; i < playlists.size(); i++) {
            int playlist = playlists.ordinalAt(i);
            playlists.scale(playlist, (float) Math.pow(view.corpus().length(playlist), -exponent));
        }
    }

    /// The `most` nearest playlists vote for their tracks with `(similarity / best similarity)^power`; a track's score
    /// is the share of the votes it got, 0 to 1.
    static void vote(Corpus corpus, SparseScores playlists, int most, double power, SparseScores tracks) {
        int[] nearest = playlists.top(most);
        if (nearest.length == 0) {
            return;
        }
        float best = playlists.get(nearest[0]);
        float[] votes = new float[nearest.length];
        float all = 0;
        for (int i = 0; i < nearest.length; i++) {
            votes[i] = (float) Math.pow(playlists.get(nearest[i]) / best, power);
            all += votes[i];
        }
        for (int i = 0; i < nearest.length; i++) {
            int length = corpus.length(nearest[i]);
            float share = votes[i] / all;
            for (int position = 0; position < length; position++) {
                tracks.add(corpus.trackAt(nearest[i], position), share);
            }
        }
    }
}
