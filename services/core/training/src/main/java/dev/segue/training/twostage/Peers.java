package dev.segue.training.twostage;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.twostage.Describer;
import dev.segue.recommending.twostage.FactorRecommender;
import dev.segue.recommending.twostage.Fitted;
import dev.segue.recommending.twostage.ItemSums;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.PlaylistRidge;
import dev.segue.recommending.twostage.Recency;
import dev.segue.recommending.twostage.Recommender;
import dev.segue.recommending.twostage.RidgeRecommender;
import dev.segue.training.SymmetricInverse;
import java.util.Arrays;

/// Single models of the literature, each fitted to a library alone, that the two stages are compared with.
public final class Peers {

    /// EASE learns weights between so many tracks at most: 3 GB while it is fitted.
    public static final int MOST_DENSE_TRACKS = 16_000;

    /// Kernel ridge inverts a matrix of so many rows at most, 4 bytes a pair of playlists; with more, every query is
    /// solved by itself.
    private static final int MOST_INVERTED_PLAYLISTS = 8000;

    static final SlimFit.Config SLIM = new SlimFit.Config(500, .05f, 15, .5);

    private Peers() {}

    /// The factors that the two stages use, or a peer of its own.
    static FactorsFit.Config factors(long seed) {
        return new FactorsFit.Config(128, 8, .01f, .3f, seed);
    }

    /// The factors that the two stages use where playlists have titles. Twice as many bring no more there.
    static FactorsFit.Config titledFactors(long seed) {
        return new FactorsFit.Config(64, 6, .01f, .3f, seed);
    }

    /// SLIM, see [SlimFit].
    ///
    /// @param neighbours most tracks that may predict one, at least 1
    /// @param l1 taken off every correlation, 0 or above
    /// @param l2 added to the diagonal, above 0
    /// @param lengthExponent playlists weigh `length^-lengthExponent`
    /// @param recency of seeds whose order is known
    public static Recommender slim(
            Library library, int neighbours, float l1, float l2, double lengthExponent, Recency recency) {
        var config = new SlimFit.Config(neighbours, l1, l2, lengthExponent);
        return new ItemSums(library, SlimFit.fit(lists(library.corpus()), config), recency);
    }

    /// iALS, the factors of a playlist found in closed form.
    ///
    /// @param dimension of the factors, at least 1
    /// @param rounds over playlists and tracks, at least 1
    /// @param unheld weight of what is not held, what is held weighing 1
    /// @param ridge times the root of how many hold, or are held, is added to the diagonal
    /// @param recency of seeds whose order is known
    /// @param seed of the first factors
    public static Recommender ials(
            Library library, int dimension, int rounds, float unheld, float ridge, Recency recency, long seed) {
        var config = new FactorsFit.Config(dimension, rounds, unheld, ridge, seed);
        return new FactorRecommender(library, FactorsFit.fit(lists(library.corpus()), config), recency);
    }

    /// EASE between the tracks that most playlists hold.
    ///
    /// @param tracks most tracks with weights, 1 to [#MOST_DENSE_TRACKS]
    /// @param ridge of a track that is held as often as they are in the mean, above 0
    /// @param recency of seeds whose order is known
    /// @throws IllegalArgumentException for another number of tracks
    public static Recommender ease(Library library, int tracks, double ridge, Recency recency) {
        if (tracks < 1 || tracks > MOST_DENSE_TRACKS) {
            throw new IllegalArgumentException("Tracks: expected 1 to " + MOST_DENSE_TRACKS + ", got " + tracks);
        }
        int[] popular = library.byPopularity();
        int[] dense = Arrays.copyOf(popular, Math.min(tracks, popular.length));
        return new ItemSums(library, EaseFit.fit(lists(library.corpus()), dense, ridge), recency);
    }

    /// Kernel ridge over playlists alone, see [PlaylistRidge].
    ///
    /// @param ridge added to the diagonal, above 0
    public static Recommender kernelRidge(Library library, float ridge) {
        var plain = new Describer(library, Fitted.NOTHING);
        PlaylistRidge fitted = library.corpus().playlistOrdinals() > MOST_INVERTED_PLAYLISTS
                ? plain.ridgeByQuery(ridge)
                : plain.fitRidge(ridge, SymmetricInverse::invert);
        return new RidgeRecommender(library, fitted);
    }

    static Lists lists(Corpus corpus) {
        int[][] lists = new int[corpus.playlistOrdinals()][];
        Arrays.setAll(lists, corpus::tracks);
        return Lists.of(lists, corpus.trackOrdinals());
    }
}
