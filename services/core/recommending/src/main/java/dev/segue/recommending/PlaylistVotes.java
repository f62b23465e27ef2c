package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.ranking.Voters;
import dev.segue.recommending.sparse.Best;
import dev.segue.recommending.sparse.VoteTally;
import java.util.List;

/// Playlist-kNN and title pooling: live playlists near the request vote for their tracks.
///
/// Cost: the seeds' postings once, then the entries of the playlists that vote.
final class PlaylistVotes {

    private static final int TABLED_LENGTHS = 512;

    private PlaylistVotes() {}

    /// Playlists are scored by the weights of the seeds they hold; the best vote for their tracks.
    ///
    /// @param seeds distinct track ordinals, in playlist order
    /// @param overlap filled with the seeds
    /// @param votes empty; holds the tracks' votes afterwards, the seeds' own included
    /// @return the playlists that voted
    static Voters ofSeeds(Corpus corpus, int[] seeds, KnnSettings settings, SeedOverlap overlap, VoteTally votes) {
        float[] weights = new float[seeds.length];
        for (int i = 0; i < seeds.length; i++) {
            int held = corpus.playlistsOf(seeds[i]);
            weights[i] = held > 0 ? settings.seedWeight(held, seeds.length - 1 - i) : 0;
        }
        var norm = new LengthNorm(settings.lengthExponent());
        Best nearest = overlap.best(
                weights,
                settings.neighbours(),
                playlist -> norm.of(corpus.length(playlist)),
                corpus::comparePlaylistIds);
        return vote(corpus, nearest, settings.power(), votes);
    }

    /// Playlists with similar titles vote for their tracks.
    ///
    /// @param playlists empty, before and afterwards
    /// @return the playlists that voted: those that are still live
    static Voters ofTitles(
            Corpus corpus, List<TitleMatch> titles, TitleSettings settings, VoteTally playlists, VoteTally votes) {
        for (TitleMatch match : titles) {
            int playlist = corpus.playlistOrdinal(match.playlistId());
            if (playlist >= 0) {
                playlists.add(playlist, match.score());
            }
        }
        var norm = new LengthNorm(settings.lengthExponent());
        Best nearest = playlists.drain(
                titles.size(), playlist -> norm.of(corpus.length(playlist)), corpus::comparePlaylistIds);
        return vote(corpus, nearest, settings.power(), votes);
    }

    /// Votes are added nearest playlist first: sums of floats depend on their order, which must not be the one in which
    /// playlists came.
    private static Voters vote(Corpus corpus, Best nearest, double power, VoteTally votes) {
        Best playlists = nearest.descending();
        int[][] held = new int[playlists.ordinals().length][];
        int entries = 0;
        // Asks memory for all lists at once: asked for when its turn comes, each would be waited for.
        for (int i = 0; i < held.length; i++) {
            held[i] = corpus.tracksHeld(playlists.ordinals()[i]);
            entries += held[i].length;
        }
        votes.expect(entries);
        for (int i = 0; i < held.length; i++) {
            float vote = (float) Math.pow(playlists.scores()[i] / playlists.scores()[0], power);
            votes.addAll(held[i], vote);
        }
        return new Voters(playlists.ordinals(), playlists.scores());
    }

    /// `length^-exponent`, tabled for usual lengths.
    private static final class LengthNorm {

        private final double exponent;
        private final float[] table = new float[TABLED_LENGTHS];

        LengthNorm(double exponent) {
            this.exponent = exponent;
        }

        float of(int length) {
            if (length >= TABLED_LENGTHS) {
                return (float) Math.pow(length, -exponent);
            }
            float known = table[length];
            if (known == 0) {
                known = (float) Math.pow(Math.max(1, length), -exponent);
                table[length] = known;
            }
            return known;
        }
    }
}
