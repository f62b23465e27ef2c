package dev.segue.training.twostage;

import dev.segue.modelbundle.FactorTable;
import dev.segue.recommending.FactorModel;
import dev.segue.recommending.ItemFactors;
import dev.segue.recommending.ranking.TrackFactors;
import dev.segue.training.TrainingSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Fits the factors that a model is released with: iALS over its training set, rounded to bytes.
///
/// The same training set and seed give the same bytes, however many threads work. Memory while it fits: 8 bytes an
/// entry, 256 a track and playlist.
public final class TrackFactorsFit {

    private static final int DIMENSION = 64;
    private static final int ROUNDS = 6;
    private static final float UNHELD = .01f;
    private static final float RIDGE = .3f;

    private TrackFactorsFit() {}

    /// @param seed of the first factors
    public static FactorTable fit(TrainingSet set, long seed) {
        int[][] lists = IntStream.range(0, set.playlists())
                .mapToObj(playlist -> IntStream.range(set.start(playlist), set.end(playlist))
                        .map(set::trackOf)
                        .toArray())
                .toArray(int[][]::new);
        var config = new FactorsFit.Config(DIMENSION, ROUNDS, UNHELD, RIDGE, seed);
        ItemFactors fitted = FactorsFit.fit(Lists.of(lists, set.tracks()), config);
        return FactorTable.rounded(DIMENSION, fitted.factors(), fitted.gram(), fitted.ridge());
    }

    /// Tied to the ordinals of a corpus.
    ///
    /// @param rowOf the row of an ordinal, below 0 for one that has none
    public static TrackFactors model(FactorTable table, IntUnaryOperator rowOf) {
        return new FactorModel(table.dimension(), table.factors(), table.steps(), table.gram(), table.ridge(), rowOf);
    }
}
