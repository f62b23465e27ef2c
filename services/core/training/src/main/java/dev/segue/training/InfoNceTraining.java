package dev.segue.training;

import dev.segue.modelbundle.PlaylistEncoding;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/// Trains track vectors on playlists with the loss of [BatchLoss]: tracks that stand within a window of each other are
/// drawn together, all others of a batch pushed apart, and the whole spread over the sphere.
///
/// The same training set, configuration and seed give the same bytes, however many threads work. Memory:
/// `16·dimension + 4` bytes a track (weights, a copy of the last good epoch, two moments) besides the training set and
/// one batch.
public final class InfoNceTraining implements Training<TrainedVectors> {

    private final TrainingSet set;
    private final InfoNceConfig config;
    private final int dimension;
    private final float[] weights;
    private final LazyAdamW optimiser;
    private final BatchCounts counts;
    private final BatchLoss loss;
    private final float[] lengths;
    private final int[] batch;
    private final Workers workers;
    private int size;

    /// @param threads that share the work, at least 1; of no influence on the result
    /// @throws dev.segue.domain.SegueException with `OVERLOADED` when there are more vectors than an array holds
    public InfoNceTraining(TrainingSet set, InfoNceConfig config, int threads) {
        this.set = set;
        this.config = config;
        this.dimension = config.dimension();
        this.weights = FloatTables.gaussian(
                set.tracks(), dimension, 1 / Math.sqrt(dimension), config.seed(), Seeds.FIRST_VECTORS);
        this.optimiser = new LazyAdamW(set.tracks(), dimension, config.weightDecay());
        HubNeighbours hubs = HubNeighbours.sample(set, config.window(), config.hubCap(), config.seed());
        int capacity = Math.min(config.batchTracks(), Math.max(set.tracks(), config.segment() + 1));
        this.batch = new int[Math.max(capacity, config.segment() + 1)];
        this.loss = new BatchLoss(batch.length, dimension, config.temperature(), config.uniformityWeight());
        this.lengths = new float[batch.length];
        this.counts = new BatchCounts(set, config.window(), hubs, batch.length);
        this.workers = new Workers(threads);
    }

    @Override
    public InfoNceConfig config() {
        return config;
    }

    /// The table under training, `[tracks · dimension]`, not of unit length.
    float[] weights() {
        return weights;
    }

    @Override
    public TrainedVectors model() {
        return new TrainedVectors(
                set.trackIds(),
                dimension,
                TrainedVectors.unitRows(weights, dimension),
                PlaylistEncoding.mean(dimension));
    }

    @Override
    public void save(DataOutput out) throws IOException {
        FloatTables.write(out, weights);
        optimiser.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        FloatTables.read(in, weights);
        optimiser.restore(in);
    }

    @Override
    public EpochReport epoch(int epoch) throws InterruptedException {
        long began = System.nanoTime();
        var segments = new Segments(
                set,
                config.window(),
                config.segment(),
                new SplittableRandom(Seeds.mix(config.seed(), Seeds.EPOCHS, epoch)));
        double contrastive = 0;
        double uniformity = 0;
        int batches = 0;
        long visits = 0;
        double before = 0;
        size = segments.nextBatch(batch, 0);
        while (size > 0) {
            double rate = config.learningRate() * (1 - (epoch - 1 + before) / config.epochs());
            step(segments, rate);
            contrastive += loss.contrastive();
            uniformity += loss.uniformity();
            batches++;
            visits += size;
            if (!Double.isFinite(loss.loss())) {
                break;
            }
            before = segments.done();
            size = segments.nextBatch(batch, size);
        }
        double meanContrastive = contrastive / batches;
        double meanUniformity = uniformity / batches;
        var terms = new LinkedHashMap<String, Double>();
        terms.put("contrastive", meanContrastive);
        terms.put("uniformity", meanUniformity);
        return new EpochReport(
                epoch,
                config.epochs(),
                meanContrastive + config.uniformityWeight() * meanUniformity,
                terms,
                batches,
                visits,
                Duration.ofNanos(System.nanoTime() - began));
    }

    private void step(Segments segments, double rate) throws InterruptedException {
        loss.begin(size);
        inChunks(this::gather);
        counts.count(batch, size, segments);
        loss.step(counts, this::inChunks);
        inChunks(chunk -> {
            loss.backpropagate(chunk);
            update(chunk, rate);
        });
    }

    private void gather(int chunk) {
        float[] unit = new float[dimension];
        for (int row = BatchLoss.firstRow(size, chunk); row < BatchLoss.firstRow(size, chunk + 1); row++) {
            int from = batch[row] * dimension;
            float length = (float) Math.sqrt(Kernels.dot(weights, from, weights, from, dimension));
            lengths[row] = length;
            loss.offsets()[row] = config.logQ() ? -logFrequency(batch[row]) : 0;
            Arrays.fill(unit, 0);
            Kernels.addScaled(unit, 0, weights, from, 1 / length, dimension);
            loss.x().put((long) row * dimension, unit, 0, dimension);
        }
    }

    /// Logarithm of how often a track is drawn, in units of what an even draw would give it.
    private float logFrequency(int track) {
        return (float) Math.log((double) Math.max(1, set.frequency(track)) * set.tracks() / set.entries());
    }

    /// The gradient by a weight row is that by its direction, less the part along it, over its length.
    private void update(int chunk, double rate) {
        float[] gradient = new float[dimension];
        float[] slope = new float[dimension];
        float[] unit = new float[dimension];
        for (int row = BatchLoss.firstRow(size, chunk); row < BatchLoss.firstRow(size, chunk + 1); row++) {
            long at = (long) row * dimension;
            loss.gradient().get(at, slope, 0, dimension);
            loss.x().get(at, unit, 0, dimension);
            float along = Kernels.dot(slope, 0, unit, 0, dimension);
            Arrays.fill(gradient, 0);
            Kernels.addScaled(gradient, 0, slope, 0, 1 / lengths[row], dimension);
            Kernels.addScaled(gradient, 0, unit, 0, -along / lengths[row], dimension);
            optimiser.step(weights, batch[row], gradient, rate);
        }
    }

    private void inChunks(IntConsumer work) throws InterruptedException {
        workers.each(BatchLoss.CHUNKS, work);
    }

    @Override
    public void close() throws InterruptedException {
        // Workers write to native memory: it is freed when the last of them has left it.
        try {
            workers.close();
        } finally {
            loss.close();
        }
    }
}
