package dev.segue.training.twostage;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.twostage.FactorRecommender;
import dev.segue.recommending.twostage.ItemSums;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.Recency;
import dev.segue.recommending.twostage.Recommender;
import java.util.Arrays;

/// Single models of the literature, each fitted to a library alone, that the two stages are compared with.
public final class Peers {

    /// EASE learns weights between so many tracks at most: 3 GB while it is fitted.
    public static final int MOST_DENSE_TRACKS = 16_000;

    static final SlimFit.Config SLIM = new SlimFit.Config(200, .15f, 6, .5);

    private static final double EASE_RIDGE = 150;
    private static final long SEED = 7;

    private Peers() {}

    /// The factors that the two stages use, or a peer of its own.
    static FactorsFit.Config factors(long seed) {
        return new FactorsFit.Config(128, 8, .01f, .3f, seed);
    }

    /// @param recency of seeds whose order is known
    public static Recommender slim(Library library, Recency recency) {
        return new ItemSums(library, SlimFit.fit(lists(library.corpus()), SLIM), recency);
    }

    /// iALS, the factors of a playlist found in closed form.
    ///
    /// @param recency of seeds whose order is known
    public static Recommender ials(Library library, Recency recency) {
        return new FactorRecommender(library, FactorsFit.fit(lists(library.corpus()), factors(SEED)), recency);
    }

    /// @param tracks most tracks with weights, the most held; 1 to [#MOST_DENSE_TRACKS]
    /// @param recency of seeds whose order is known
    /// @throws IllegalArgumentException for another number of tracks
    public static Recommender ease(Library library, int tracks, Recency recency) {
        if (tracks < 1 || tracks > MOST_DENSE_TRACKS) {
            throw new IllegalArgumentException("Tracks: expected 1 to " + MOST_DENSE_TRACKS + ", got " + tracks);
        }
        int[] popular = library.byPopularity();
        int[] dense = Arrays.copyOf(popular, Math.min(tracks, popular.length));
        return new ItemSums(library, EaseFit.fit(lists(library.corpus()), dense, EASE_RIDGE), recency);
    }

    static Lists lists(Corpus corpus) {
        int[][] lists = new int[corpus.playlistOrdinals()][];
        Arrays.setAll(lists, corpus::tracks);
        return Lists.of(lists, corpus.trackOrdinals());
    }
}
