package dev.segue.training.ranking;

import dev.segue.corpus.Corpus;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.modelbundle.FactorTable;
import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.recommending.TrackFacts;
import dev.segue.recommending.VectorModel;
import dev.segue.recommending.VectorSpace;
import dev.segue.training.EpochLoop;
import dev.segue.training.ModelConfig;
import dev.segue.training.PlaylistFacts;
import dev.segue.training.TrainedVectors;
import dev.segue.training.TrainingSet;
import dev.segue.training.experiment.TrackModels;
import dev.segue.training.text.TextConfig;
import dev.segue.training.twostage.TrackFactorsFit;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Makes the second stage of a model: some playlists are held out, vectors are trained on the others the way the
/// model's are, and a ranker is fitted to requests made of what was held out. What the ranker learns from, neither the
/// vectors nor the counts have seen.
public final class SecondStageTraining {

    /// Fewer playlists teach a second stage nothing that the blend does not know.
    public static final int LEAST_PLAYLISTS = 1000;

    private SecondStageTraining() {}

    /// The playlists that a second stage is fitted to: all, or as many drawn ones as the configuration wants at most.
    /// Depends on ids and the seed alone.
    public static List<Integer> drawn(Corpus corpus, RankerConfig config) {
        List<Integer> drawn = Draws.shuffled(corpus, config.seed());
        return drawn.subList(0, Math.min(config.playlists(), drawn.size()));
    }

    /// Trains.
    ///
    /// @param corpus of the playlists that were [#drawn]; nobody else uses it meanwhile; as it was when
    ///     this returns
    /// @param playlists by its ordinals
    /// @param tracks by its ordinals
    /// @param model whose vectors stand beside the ranker
    /// @param threads of no influence on the result
    /// @param titlesFolder for an index of the titles, of its own; gone afterwards
    /// @param progress hears of every step, a line each
    /// @throws SegueException NOT_READY when there are fewer than [#LEAST_PLAYLISTS], or too little is left
    ///     to train on
    public static RankerFit.Fitted train(
            Corpus corpus,
            PlaylistFacts playlists,
            TrackFacts tracks,
            ModelConfig model,
            RankerConfig config,
            int threads,
            Path titlesFolder,
            Consumer<String> progress)
            throws InterruptedException {
        List<Integer> drawn = drawn(corpus, config);
        if (drawn.size() < LEAST_PLAYLISTS) {
            throw new SegueException(
                    ErrorCode.NOT_READY,
                    "Too few playlists for a second stage: expected at least " + LEAST_PLAYLISTS + ", got "
                            + drawn.size());
        }
        int wanted = Math.min((int) (config.heldOut() * drawn.size()), config.requests() + config.judged());
        List<Integer> heldOut = drawn.subList(0, wanted);
        TrainingSet others = others(corpus, playlists, heldOut, model.minPlaylists());
        TrainedVectors vectors;
        try (var training = TrackModels.training(others, vectorsOf(model), threads)) {
            vectors = EpochLoop.run(training, epoch -> {}).model();
        }
        FactorTable factors = TrackFactorsFit.fit(others, model.seed());
        progress.accept("Vectors and factors of " + others.playlists() + " playlists, " + heldOut.size() + " held out");
        try (var titles = IndexedTitles.of(corpus, playlists, titlesFolder)) {
            var rehearsal = new Rehearsal(
                    corpus, playlists, tracks, titles, Optional.of(model(corpus, vectors, factors, config)));
            return RankerFit.fit(rehearsal, heldOut, config, progress);
        }
    }

    /// The model that has not seen what was held out, nor a drawn share of the tracks.
    static VectorModel model(Corpus corpus, TrainedVectors vectors, FactorTable factors, RankerConfig config) {
        int dimension = vectors.dimension();
        int[] rowOf = new int[corpus.trackOrdinals()];
        Arrays.fill(rowOf, -1);
        int[] tracks = new int[vectors.trackIds().size()];
        float[] rows = new float[vectors.rows().length];
        int known = 0;
        for (int row = 0; row < tracks.length; row++) {
            String id = vectors.trackIds().get(row);
            if (!Draws.among(id, config.unknown(), config.seed())) {
                System.arraycopy(vectors.rows(), row * dimension, rows, known * dimension, dimension);
                tracks[known] = corpus.trackOrdinal(id);
                rowOf[tracks[known++]] = row;
            }
        }
        PlaylistEncoding encoding = vectors.encoding();
        return new VectorModel(
                        VectorSpace.of(Arrays.copyOf(tracks, known), dimension, Arrays.copyOf(rows, known * dimension)),
                        encoding::encode)
                .with(TrackFactorsFit.model(factors, track -> rowOf[track]));
    }

    /// Only vectors are looked at: titles are found by their words.
    private static ModelConfig vectorsOf(ModelConfig model) {
        return model instanceof TextConfig text ? text.vectors() : model;
    }

    private static TrainingSet others(Corpus corpus, PlaylistFacts playlists, List<Integer> without, int minPlaylists) {
        int[][] held = new int[without.size()][];
        for (int i = 0; i < held.length; i++) {
            held[i] = corpus.tracks(without.get(i));
            corpus.delete(corpus.playlistId(without.get(i)));
        }
        try {
            return TrainingSet.of(corpus, minPlaylists, playlists);
        } finally {
            for (int i = 0; i < held.length; i++) {
                corpus.upsert(corpus.playlistId(without.get(i)), held[i]);
            }
        }
    }
}
