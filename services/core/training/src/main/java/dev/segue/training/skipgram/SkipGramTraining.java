package dev.segue.training.skipgram;

import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.training.AliasTable;
import dev.segue.training.EpochReport;
import dev.segue.training.FloatTables;
import dev.segue.training.Kernels;
import dev.segue.training.NativeMatrix;
import dev.segue.training.RowAdaGrad;
import dev.segue.training.Seeds;
import dev.segue.training.SparseGradients;
import dev.segue.training.TrainedVectors;
import dev.segue.training.Training;
import dev.segue.training.TrainingSet;
import dev.segue.training.Workers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/// Trains skip-gram with negative sampling on playlists in their order. The sums of input and output vectors are what
/// is served: by them tracks are near that stand in the same company, and also those that stand together, which is
/// what playlists of rare tracks can tell.
///
/// Where word2vec lets threads write over each other, this works in small batches of segments: their gradients are
/// taken at the same weights, added up row by row in the order of the segments, and put through one step of the
/// optimiser. The same training set, configuration and seed give the same bytes, however many threads work. Rows that a
/// batch does not touch are not stepped. Memory: `12·dimension + 24` bytes a track (two tables, the copy of the last
/// good epoch, and what the rows have taken in).
///
/// Source of the sums: Pennington, Socher and Manning, "GloVe" (2014), section 3.1.
public final class SkipGramTraining implements Training<TrainedVectors> {

    private static final int CHUNKS = 16;
    private static final double LEAST_RATE = 1e-4;

    /// Of a vector before training: next to nothing, so that tracks in few playlists do not keep what they began with.
    private static final double FIRST_LENGTH = 0.05;

    private final TrainingSet set;
    private final SkipGramConfig config;
    private final int dimension;
    private final float[] input;
    private final float[] output;
    private final RowAdaGrad inputOptimiser;
    private final RowAdaGrad outputOptimiser;
    private final AliasTable negatives;
    private final float[] offsets;
    private final SegmentLoss[] losses = new SegmentLoss[CHUNKS];
    private final int[][] drawn;
    private final double[] lossOf;
    private final double[] pairsOf;
    private final long gradientFloats;
    private final NativeMatrix gradients;
    private final SparseGradients inputGradients;
    private final SparseGradients outputGradients;
    private final Workers workers;

    /// @param threads that share the work, at least 1; of no influence on the result
    /// @throws dev.segue.domain.SegueException with `OVERLOADED` when there are more vectors than an array holds
    public SkipGramTraining(TrainingSet set, SkipGramConfig config, int threads) {
        this.set = set;
        this.config = config;
        this.dimension = config.dimension();
        this.input = FloatTables.gaussian(
                set.tracks(), dimension, FIRST_LENGTH / Math.sqrt(dimension), config.seed(), Seeds.FIRST_VECTORS);
        this.output = new float[input.length];
        this.inputOptimiser = new RowAdaGrad(set.tracks(), dimension);
        this.outputOptimiser = new RowAdaGrad(set.tracks(), dimension);
        double[] weights = new double[set.tracks()];
        Arrays.setAll(weights, track -> Math.pow(Math.max(1, set.frequency(track)), config.negativeExponent()));
        this.negatives = new AliasTable(weights);
        this.offsets = config.frequencyOffset() ? offsets(set, weights, config.negatives()) : new float[set.tracks()];
        Arrays.setAll(
                losses,
                c -> new SegmentLoss(
                        config.segment(), config.window(), dimension, config.negatives(), config.sharedNegatives()));
        this.drawn = new int[config.batchSegments()][config.sharedNegatives()];
        this.lossOf = new double[config.batchSegments()];
        this.pairsOf = new double[config.batchSegments()];
        this.gradientFloats =
                SegmentLoss.gradientFloats(config.segment(), config.window(), dimension, config.sharedNegatives());
        this.gradients = new NativeMatrix(gradientFloats * config.batchSegments());
        this.inputGradients = new SparseGradients(set.tracks(), dimension);
        this.outputGradients = new SparseGradients(set.tracks(), dimension);
        this.workers = new Workers(threads);
    }

    /// The log-odds of a pair that frequency alone gives: `log(P_j / (K·Q_j))`, with the share of entries P and the
    /// probability Q to be drawn as a negative.
    private static float[] offsets(TrainingSet set, double[] weights, double negatives) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        float[] offsets = new float[weights.length];
        for (int track = 0; track < offsets.length; track++) {
            double share = (double) Math.max(1, set.frequency(track)) / set.entries();
            offsets[track] = (float) Math.log(share / (negatives * weights[track] / total));
        }
        return offsets;
    }

    @Override
    public SkipGramConfig config() {
        return config;
    }

    @Override
    public EpochReport epoch(int epoch) throws InterruptedException {
        long began = System.nanoTime();
        var text = new ThinnedText(set, config, epoch);
        double loss = 0;
        double pairs = 0;
        int batches = 0;
        long words = 0;
        for (int first = 0; first < text.segments() && Double.isFinite(loss); first += config.batchSegments()) {
            int count = Math.min(config.batchSegments(), text.segments() - first);
            double done = (epoch - 1 + (double) first / text.segments()) / config.epochs();
            double rate = config.learningRate() * Math.max(LEAST_RATE, 1 - done);
            step(text, epoch, first, count, rate);
            for (int s = 0; s < count; s++) {
                loss += lossOf[s];
                pairs += pairsOf[s];
                words += text.length(first + s);
            }
            batches++;
        }
        return new EpochReport(
                epoch,
                config.epochs(),
                pairs == 0 ? 0 : loss / pairs,
                Map.of(),
                batches,
                words,
                Duration.ofNanos(System.nanoTime() - began));
    }

    private void step(ThinnedText text, int epoch, int first, int count, double rate) throws InterruptedException {
        workers.each(CHUNKS, chunk -> {
            for (int s = Workers.first(count, chunk, CHUNKS); s < Workers.first(count, chunk + 1, CHUNKS); s++) {
                differentiate(text, epoch, first + s, s, losses[chunk]);
            }
        });
        inputGradients.clear();
        outputGradients.clear();
        for (int s = 0; s < count; s++) {
            collect(text, first + s, s);
        }
        inputGradients.index();
        outputGradients.index();
        workers.each(CHUNKS, chunk -> {
            update(inputGradients, input, inputOptimiser, chunk, rate);
            update(outputGradients, output, outputOptimiser, chunk, rate);
        });
    }

    private void differentiate(ThinnedText text, int epoch, int segment, int slot, SegmentLoss loss) {
        var random = new SplittableRandom(
                Seeds.mix(Seeds.mix(config.seed(), Seeds.NEGATIVES, epoch), Seeds.NEGATIVES, segment));
        for (int k = 0; k < config.sharedNegatives(); k++) {
            drawn[slot][k] = negatives.draw(random);
        }
        loss.step(
                text.tracks(),
                text.from(segment),
                text.context(segment),
                text.before(segment),
                text.length(segment),
                drawn[slot],
                input,
                output,
                offsets,
                gradients,
                slot * gradientFloats);
        lossOf[slot] = loss.loss();
        pairsOf[slot] = loss.pairs();
    }

    private void collect(ThinnedText text, int segment, int slot) {
        long at = slot * gradientFloats;
        int length = text.length(segment);
        int context = text.context(segment);
        int centre = text.from(segment) + text.before(segment);
        for (int i = 0; i < length; i++) {
            inputGradients.add(text.tracks()[centre + i], at + (long) i * dimension);
        }
        for (int j = 0; j < context; j++) {
            outputGradients.add(
                    text.tracks()[text.from(segment) + j], at + (long) SegmentLoss.contextRow(length, j) * dimension);
        }
        for (int k = 0; k < config.sharedNegatives(); k++) {
            outputGradients.add(drawn[slot][k], at + (long) SegmentLoss.negativeRow(length, context, k) * dimension);
        }
    }

    private void update(SparseGradients of, float[] table, RowAdaGrad optimiser, int chunk, double rate) {
        float[] gradient = new float[dimension];
        for (int i = Workers.first(of.touched(), chunk, CHUNKS);
                i < Workers.first(of.touched(), chunk + 1, CHUNKS);
                i++) {
            of.sum(i, gradients, gradient);
            optimiser.step(table, of.row(i), gradient, rate);
        }
    }

    @Override
    public TrainedVectors model() {
        float[] sum = input.clone();
        Kernels.addScaled(sum, 0, output, 0, 1, sum.length);
        return new TrainedVectors(
                set.trackIds(), dimension, TrainedVectors.unitRows(sum, dimension), PlaylistEncoding.mean(dimension));
    }

    @Override
    public void save(DataOutput out) throws IOException {
        FloatTables.write(out, input);
        FloatTables.write(out, output);
        inputOptimiser.save(out);
        outputOptimiser.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        FloatTables.read(in, input);
        FloatTables.read(in, output);
        inputOptimiser.restore(in);
        outputOptimiser.restore(in);
    }

    @Override
    public void close() throws InterruptedException {
        // Workers write to native memory: it is freed when the last of them has left it.
        try {
            workers.close();
        } finally {
            for (SegmentLoss loss : losses) {
                loss.close();
            }
            gradients.close();
        }
    }
}
