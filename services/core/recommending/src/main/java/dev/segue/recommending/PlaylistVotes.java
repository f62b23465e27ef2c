package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.sparse.SparseScores;
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
    /// @param playlists empty; holds the playlists' similarities afterwards
    /// @param votes empty; holds the tracks' votes afterwards, the seeds' own included
    static void ofSeeds(Corpus corpus, int[] seeds, KnnSettings settings, SparseScores playlists, SparseScores votes) {
        for (int i = 0; i < seeds.length; i++) {
            int held = corpus.playlistsOf(seeds[i]);
            if (held > 0) {
                float weight = settings.seedWeight(held, seeds.length - 1 - i);
                corpus.forEachPlaylistOf(seeds[i], (playlist, position) -> playlists.add(playlist, weight));
            }
        }
        var norm = new LengthNorm(settings.lengthExponent());
        for (int i = 0; i < playlists.size(); i++) {
            int playlist = playlists.ordinalAt(i);
            playlists.scale(playlist, norm.of(corpus.length(playlist)));
        }
        vote(corpus, playlists, settings.neighbours(), settings.power(), votes);
    }

    /// Playlists with similar titles vote for their tracks.
    ///
    /// @return matches whose playlists are still live
    static int ofTitles(
            Corpus corpus,
            List<TitleMatch> titles,
            TitleSettings settings,
            SparseScores playlists,
            SparseScores votes) {
        var norm = new LengthNorm(settings.lengthExponent());
        for (TitleMatch match : titles) {
            int playlist = corpus.playlistOrdinal(match.playlistId());
            if (playlist >= 0) {
                playlists.add(playlist, match.score() * norm.of(corpus.length(playlist)));
            }
        }
        vote(corpus, playlists, titles.size(), settings.power(), votes);
        return playlists.size();
    }

    private static void vote(Corpus corpus, SparseScores playlists, int neighbours, double power, SparseScores votes) {
        int[] best = playlists.top(neighbours, corpus::playlistId, false);
        if (best.length == 0) {
            return;
        }
        float highest = playlists.get(best[0]);
        for (int playlist : best) {
            float vote = (float) Math.pow(playlists.get(playlist) / highest, power);
            int length = corpus.length(playlist);
            for (int position = 0; position < length; position++) {
                votes.add(corpus.trackAt(playlist, position), vote);
            }
        }
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
