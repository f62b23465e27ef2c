package dev.segue.benchmarks.training;

import dev.segue.corpus.Corpus;
import dev.segue.training.EpochReport;
import dev.segue.training.InfoNceConfig;
import dev.segue.training.InfoNceTraining;
import dev.segue.training.NativeMatrix;
import dev.segue.training.PlaylistFacts;
import dev.segue.training.Settings;
import dev.segue.training.TrainedVectors;
import dev.segue.training.Training;
import dev.segue.training.TrainingSet;
import dev.segue.training.skipgram.SkipGramConfig;
import dev.segue.training.skipgram.SkipGramTraining;
import dev.segue.training.text.TextConfig;
import dev.segue.training.text.TextTraining;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/// How fast models train on one thread, as a share of what a matrix product alone reaches in the same run, and
/// skip-gram beside a plain C implementation on the same text.
///
/// The text is made up: 3,000 playlists of 75 of 30,000 tracks, frequencies by Zipf's law, ten styles. Rates count the
/// floating-point operations of matrix products alone, over the wall time of whole epochs after some that warm up.
final class TrainingSpeed {

    private static final int PLAYLISTS = 3_000;
    private static final int LENGTH = 75;
    private static final int TRACKS = 30_000;
    private static final int STYLES = 10;
    private static final int DIMENSION = 128;
    private static final double GIGA = 1e9;

    private TrainingSpeed() {}

    /// @param arguments program of the peer, compiled
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var corpus = corpus();
        var set = TrainingSet.of(corpus, 1, new StyleTitles(corpus));
        System.out.printf(
                Locale.ROOT, "%d playlists, %d tracks, %d entries%n", set.playlists(), set.tracks(), set.entries());
        double product = productRate();
        System.out.printf(Locale.ROOT, "matrix product 1024 x 1024 x %d: %.1f GFLOP/s%n", DIMENSION, product);
        infoNce(set, product);
        text(set, product);
        skipGram(set, arguments[0]);
        System.out.printf(Locale.ROOT, "matrix product again: %.1f GFLOP/s%n", productRate());
    }

    private static void infoNce(TrainingSet set, double product) throws InterruptedException {
        InfoNceConfig config = InfoNceConfig.DEFAULTS;
        Work work;
        try (var training = new InfoNceTraining(set, config, 1)) {
            work = lastOf(training, 2, 1);
        }
        double rows = (double) work.visits() / work.batches();
        show("InfoNCE", work, 6 * rows * rows * DIMENSION, product);
    }

    private static void text(TrainingSet set, double product) throws InterruptedException {
        TextConfig config = Settings.changed(
                TextConfig.DEFAULTS,
                Map.of(
                        "sentences", "false",
                        "batch-titles", "1024",
                        "vector-epochs", "1",
                        "text-epochs", "80",
                        "validation-share", "0.01"));
        Work work;
        try (var training = new TextTraining(set, config, 1)) {
            work = lastOf(training, 41, 40);
        }
        double rows = (double) work.visits() / work.batches();
        double features = 2 * DIMENSION + 2;
        double contrast = 4 * rows * rows * DIMENSION;
        double layers = 4 * rows * features * DIMENSION + 6 * rows * DIMENSION * DIMENSION;
        show("text contrast", work, contrast + layers, product);
    }

    private static void show(String model, Work work, double operations, double product) {
        double seconds = work.took().toNanos() / GIGA;
        double rate = operations * work.batches() / seconds / GIGA;
        System.out.printf(
                Locale.ROOT,
                "%s: %d batches, %.1f ms each, %.1f GFLOP/s, %.0f %% of the matrix product%n",
                model,
                work.batches(),
                1000 * seconds / work.batches(),
                rate,
                100 * rate / product);
    }

    private static void skipGram(TrainingSet set, String peer) throws IOException, InterruptedException {
        SkipGramConfig config = Settings.changed(SkipGramConfig.DEFAULTS, Map.of("window", "10", "negatives", "5"));
        Work work;
        try (var training = new SkipGramTraining(set, config, 1)) {
            work = lastOf(training, 4, 1);
        }
        double own = work.visits() / (work.took().toNanos() / GIGA);
        double theirs = peer(set, config, peer);
        System.out.printf(
                Locale.ROOT,
                "skip-gram: %.0f words/s on one thread; plain C %.0f words/s; ratio %.2f%n",
                own,
                theirs,
                own / theirs);
    }

    private static double peer(TrainingSet set, SkipGramConfig config, String program)
            throws IOException, InterruptedException {
        Path text = Files.createTempFile("playlists", ".txt");
        try {
            var lines = new StringBuilder();
            for (int playlist = 0; playlist < set.playlists(); playlist++) {
                for (int entry = set.start(playlist); entry < set.end(playlist); entry++) {
                    lines.append(set.trackOf(entry)).append(entry + 1 < set.end(playlist) ? ' ' : '\n');
                }
            }
            Files.writeString(text, lines);
            Process process = new ProcessBuilder(
                            program,
                            text.toString(),
                            Integer.toString(set.tracks()),
                            Integer.toString(config.dimension()),
                            Integer.toString(config.window()),
                            Integer.toString((int) config.negatives()),
                            Double.toString(config.negativeExponent()),
                            Double.toString(config.subsampling()),
                            "3")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("The peer failed: " + said);
            }
            return Double.parseDouble(said.strip().lines().toList().getLast());
        } finally {
            Files.delete(text);
        }
    }

    /// What was done after the first epochs, which warm up.
    private static Work lastOf(Training<TrainedVectors> training, int warmUp, int epochs) throws InterruptedException {
        Work work = new Work(0, 0, Duration.ZERO);
        for (int epoch = 1; epoch <= warmUp + epochs; epoch++) {
            EpochReport report = training.epoch(epoch);
            if (epoch > warmUp) {
                work = new Work(
                        work.batches() + report.batches(),
                        work.visits() + report.visits(),
                        work.took().plus(report.took()));
            }
        }
        return work;
    }

    /// Of some epochs.
    private record Work(long batches, long visits, Duration took) {}

    /// The best of ten rates, each of a tenth of a second or more, in GFLOP/s on one thread.
    private static double productRate() {
        int n = 1024;
        double best = 0;
        try (var a = new NativeMatrix((long) n * DIMENSION);
                var b = new NativeMatrix((long) n * DIMENSION);
                var c = new NativeMatrix((long) n * n)) {
            for (long i = 0; i < (long) n * DIMENSION; i++) {
                a.set(i, i % 7);
                b.set(i, i % 5);
            }
            for (int round = 0; round < 10; round++) {
                int products = 0;
                long began = System.nanoTime();
                while (System.nanoTime() - began < GIGA / 10) {
                    c.product(
                            n,
                            n,
                            DIMENSION,
                            a.block(0, DIMENSION),
                            b.block(0, DIMENSION).transpose(),
                            0,
                            n,
                            0);
                    products++;
                }
                double seconds = (System.nanoTime() - began) / GIGA;
                best = Math.max(best, 2.0 * n * n * DIMENSION * products / seconds / GIGA);
            }
        }
        return best;
    }

    private static Corpus corpus() {
        var corpus = new Corpus();
        var random = new SplittableRandom(1);
        for (int playlist = 0; playlist < PLAYLISTS; playlist++) {
            int style = playlist % STYLES;
            var tracks = new LinkedHashSet<String>();
            while (tracks.size() < LENGTH) {
                // The inverse of Zipf's distribution function, with exponent 1, over the tracks of a style.
                int rank = (int) Math.pow(TRACKS / STYLES, random.nextDouble()) - 1;
                tracks.add("made:" + (rank * STYLES + style));
            }
            corpus.upsert("made:p" + playlist, corpus.internTracks(List.copyOf(tracks)));
        }
        return corpus;
    }

    /// A title for every playlist: its style, and a word of its own.
    private record StyleTitles(Corpus corpus) implements PlaylistFacts {

        @Override
        public long saves(int playlist) {
            return 0;
        }

        @Override
        public String title(int playlist) {
            int number = Integer.parseInt(corpus.playlistId(playlist).substring("made:p".length()));
            return "style" + (char) ('a' + number % STYLES) + " " + number;
        }
    }
}
