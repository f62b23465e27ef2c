package dev.segue.training.text;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.modelbundle.Dense;
import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.modelbundle.SentenceEncoder;
import dev.segue.modelbundle.TitleProjection;
import dev.segue.modelbundle.TitleTable;
import dev.segue.training.EpochReport;
import dev.segue.training.FixedVectors;
import dev.segue.training.FloatTables;
import dev.segue.training.Seeds;
import dev.segue.training.Shuffles;
import dev.segue.training.TrainedVectors;
import dev.segue.training.Training;
import dev.segue.training.TrainingSet;
import dev.segue.training.Workers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Trains a projection of titles among the track vectors: a playlist's title is to be told to its playlist, and the
/// playlist to its title, among those of a batch. Playlists of the same title are no negatives of each other.
///
/// Track vectors are trained first and then stay; a playlist is the mean of its tracks. A share of the titled playlists
/// is held out: they teach neither the title features nor the projection, and the epoch with the lowest loss on them is
/// the one that is served. What a title's own playlist adds to its features is taken out in training.
///
/// The same training set, configuration and seed give the same bytes, however many threads work. Memory: that of the
/// vectors, and `4·features` bytes a playlist.
///
/// Source: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision" (2021), section 2.3.
public final class TextTraining implements Training<TrainedVectors> {

    private static final int LEAST_TITLES = 4;

    private final TrainingSet set;
    private final TextConfig config;
    private final int dimension;
    private final FixedVectors vectors;
    private final int[] learnt;
    private final int[] heldOut;
    private final int[] titles;
    private final float[][] sentences;
    private final TitleHead head;
    private final Workers workers;
    private @Nullable Learning learning;
    private @Nullable Best best;

    /// What the projection learns from, once the vectors are there.
    private record Learning(TitleTable table, float[] playlists, float[][] features) {}

    /// The best epoch so far.
    private record Best(int epoch, double loss, Dense projection, Dense correction) {}

    /// @param threads that share the work, at least 1; of no influence on the result
    /// @throws SegueException with [ErrorCode#NOT_READY] when too few playlists have a title, with
    ///     [ErrorCode#INVALID_CONFIGURATION] when sentences are wanted and their encoder is missing
    public TextTraining(TrainingSet set, TextConfig config, int threads) {
        this.set = set;
        this.config = config;
        this.dimension = config.dimension();
        var titled = new ArrayList<Integer>();
        var out = new ArrayList<Integer>();
        this.titles = new int[set.playlists()];
        var known = new HashMap<String, Integer>();
        for (int playlist = 0; playlist < set.playlists(); playlist++) {
            String title = TitleTable.normalised(set.title(playlist));
            titles[playlist] = known.computeIfAbsent(title, unseen -> known.size());
            if (!title.isEmpty()) {
                long drawn = Seeds.mix(config.seed(), Seeds.VALIDATION, playlist) >>> 1;
                (drawn < config.validationShare() * Long.MAX_VALUE ? out : titled).add(playlist);
            }
        }
        if (out.isEmpty() && titled.size() > 1) {
            out.add(titled.removeLast());
        }
        this.learnt = titled.stream().mapToInt(Integer::intValue).toArray();
        this.heldOut = out.stream().mapToInt(Integer::intValue).toArray();
        if (learnt.length < LEAST_TITLES) {
            throw new SegueException(
                    ErrorCode.NOT_READY,
                    "Too few titles to train on: expected at least " + (LEAST_TITLES + 1)
                            + " playlists with a title, got " + (learnt.length + heldOut.length));
        }
        this.sentences = config.sentences() ? sentences(set) : new float[set.playlists()][0];
        this.vectors =
                new FixedVectors(set, dimension, config.minPlaylists(), config.vectorEpochs(), config.seed(), threads);
        int batch = Math.max(Math.min(config.batchTitles(), learnt.length), heldOut.length);
        int features = 2 * dimension + 2 + (config.sentences() ? SentenceEncoder.DIMENSION : 0);
        this.head = new TitleHead(config, features, batch);
        this.workers = new Workers(threads);
    }

    /// Whether enough playlists have a title.
    public static boolean canLearnFrom(TrainingSet set) {
        return IntStream.range(0, set.playlists())
                        .filter(playlist ->
                                !TitleTable.normalised(set.title(playlist)).isEmpty())
                        .limit(LEAST_TITLES + 1)
                        .count()
                > LEAST_TITLES;
    }

    private static float[][] sentences(TrainingSet set) {
        try (SentenceEncoder encoder = SentenceEncoder.find()
                .orElseThrow(() -> new SegueException(
                        ErrorCode.INVALID_CONFIGURATION,
                        "text sentences: expected the jar of " + SentenceEncoder.NAME
                                + " on the class path, got none; add it or set sentences to false"))) {
            var known = new LinkedHashMap<String, float[]>();
            float[][] sentences = new float[set.playlists()][];
            for (int playlist = 0; playlist < sentences.length; playlist++) {
                sentences[playlist] = known.computeIfAbsent(set.title(playlist), encoder::encode);
            }
            return sentences;
        }
    }

    @Override
    public TextConfig config() {
        return config;
    }

    @Override
    public EpochReport epoch(int epoch) throws InterruptedException {
        if (!vectors.trained()) {
            EpochReport report = vectors.epoch();
            return report(epoch, report.loss(), Double.NaN, report.batches(), report.visits(), report.took());
        }
        long began = System.nanoTime();
        Learning from = learning();
        int own = epoch - vectors.epochs();
        int[] order = shuffled(own);
        double loss = 0;
        int batches = 0;
        for (int first = 0; first < order.length && Double.isFinite(loss); first += config.batchTitles()) {
            int count = Math.min(config.batchTitles(), order.length - first);
            if (count > 1) {
                double done = (own - 1 + (double) first / order.length) / config.textEpochs();
                put(from, order, first, count);
                long seed = Seeds.mix(Seeds.mix(config.seed(), Seeds.DROPOUT, own), Seeds.DROPOUT, batches);
                loss += head.step(workers, count, config.learningRate() * (1 - done), seed);
                batches++;
            }
        }
        put(from, heldOut, 0, heldOut.length);
        double validation = head.loss(workers, heldOut.length);
        Best before = best;
        if (Double.isFinite(loss) && (before == null || validation < before.loss())) {
            best = new Best(own, validation, head.projection(), head.correction());
        }
        return report(
                epoch, loss / batches, validation, batches, learnt.length, Duration.ofNanos(System.nanoTime() - began));
    }

    private EpochReport report(int epoch, double loss, double validation, int batches, long visits, Duration took) {
        var terms = new LinkedHashMap<String, Double>();
        terms.put("validation", validation);
        return new EpochReport(epoch, config.epochs(), loss, terms, batches, visits, took);
    }

    private int[] shuffled(int epoch) {
        int[] order = learnt.clone();
        Shuffles.shuffle(order, 0, order.length, new SplittableRandom(Seeds.mix(config.seed(), Seeds.EPOCHS, epoch)));
        return order;
    }

    private Learning learning() {
        if (learning == null) {
            float[] playlists = PlaylistVectors.of(set, vectors.rows(), dimension);
            float[] ofLearnt = new float[learnt.length * dimension];
            var titles = new ArrayList<String>();
            for (int i = 0; i < learnt.length; i++) {
                System.arraycopy(playlists, learnt[i] * dimension, ofLearnt, i * dimension, dimension);
                titles.add(set.title(learnt[i]));
            }
            TitleTable table = TitleTable.learn(dimension, titles, ofLearnt);
            float[][] features = new float[set.playlists()][];
            for (int playlist : learnt) {
                features[playlist] = TitleProjection.joined(
                        table.without(set.title(playlist), playlists, playlist * dimension), sentences[playlist]);
            }
            for (int playlist : heldOut) {
                features[playlist] = TitleProjection.joined(table.of(set.title(playlist)), sentences[playlist]);
            }
            learning = new Learning(table, playlists, features);
        }
        return learning;
    }

    private void put(Learning from, int[] playlists, int first, int count) {
        for (int i = 0; i < count; i++) {
            int playlist = playlists[first + i];
            head.put(i, titles[playlist], from.features()[playlist], from.playlists(), playlist * dimension);
        }
    }

    @Override
    public TrainedVectors model() {
        Optional<TitleProjection> titles = Optional.ofNullable(best)
                .map(served -> new TitleProjection(
                        learning().table(), config.sentences(), served.projection(), served.correction()));
        return new TrainedVectors(set.trackIds(), dimension, vectors.rows(), PlaylistEncoding.mean(dimension), titles);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        vectors.save(out);
        head.save(out);
        Best kept = best;
        out.writeInt(kept == null ? 0 : kept.epoch());
        if (kept != null) {
            out.writeDouble(kept.loss());
            for (Dense layer : List.of(kept.projection(), kept.correction())) {
                FloatTables.write(out, layer.weights());
                FloatTables.write(out, layer.bias());
            }
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        vectors.restore(in);
        head.restore(in);
        learning = null;
        int epoch = in.readInt();
        best = epoch == 0
                ? null
                : new Best(epoch, in.readDouble(), layer(in, head.projection()), layer(in, head.correction()));
    }

    private static Dense layer(DataInput in, Dense like) throws IOException {
        FloatTables.read(in, like.weights());
        FloatTables.read(in, like.bias());
        return like;
    }

    @Override
    public void close() throws InterruptedException {
        // Workers write to native memory: it is freed when the last of them has left it.
        try {
            vectors.close();
        } finally {
            try {
                workers.close();
            } finally {
                head.close();
            }
        }
    }
}
