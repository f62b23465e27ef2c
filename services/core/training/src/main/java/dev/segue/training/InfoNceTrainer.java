package dev.segue.training;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Trains track vectors on playlists with the loss of [BatchLoss]: tracks that stand within a window of each other are
/// drawn together, all others of a batch pushed apart, and the whole spread over the sphere.
///
/// The same training set, configuration and seed give the same bytes, however many threads work. Memory:
/// `16·dimension + 4` bytes a track (weights, a copy of the last good epoch, two moments) besides the training set and
/// one batch.
public final class InfoNceTrainer {

    private InfoNceTrainer() {}

    /// Trains until all epochs are done or the loss is not a number.
    ///
    /// @param threads that share the work, at least 1; of no influence on the result
    /// @param progress told of every finished epoch, on the calling thread
    /// @throws SegueException with [ErrorCode#INTERNAL] when the loss is not a number in the first epoch
    /// @throws InterruptedException when the calling thread is interrupted; all work has stopped then
    public static TrainedVectors train(
            TrainingSet set, InfoNceConfig config, int threads, Consumer<EpochReport> progress)
            throws InterruptedException {
        if ((long) set.tracks() * config.dimension() > Integer.MAX_VALUE - 8) {
            throw new SegueException(
                    ErrorCode.OVERLOADED,
                    "Too many vectors to train: expected at most " + (Integer.MAX_VALUE - 8) / config.dimension()
                            + " tracks of dimension " + config.dimension() + ", got " + set.tracks());
        }
        try (var run = new Run(set, config, threads)) {
            return run.all(progress);
        }
    }

    /// One training with its state.
    static final class Run implements AutoCloseable {
        private final TrainingSet set;
        private final InfoNceConfig config;
        private final int dimension;
        private final float[] weights;
        private final LazyAdamW optimiser;
        private final HubNeighbours hubs;
        private final BatchLoss loss;
        private final float[] lengths;
        private final int[] batch;
        private final ExecutorService workers;
        private int size;

        Run(TrainingSet set, InfoNceConfig config, int threads) {
            this.set = set;
            this.config = config;
            this.dimension = config.dimension();
            this.weights = firstVectors(set.tracks(), dimension, config.seed());
            this.optimiser = new LazyAdamW(set.tracks(), dimension, config.weightDecay());
            this.hubs = HubNeighbours.sample(set, config.window(), config.hubCap(), config.seed());
            int capacity = Math.min(config.batchTracks(), Math.max(set.tracks(), config.segment() + 1));
            this.batch = new int[Math.max(capacity, config.segment() + 1)];
            this.loss = new BatchLoss(batch.length, dimension, config.temperature(), config.uniformityWeight());
            this.lengths = new float[batch.length];
            this.workers = Executors.newFixedThreadPool(
                    threads, Thread.ofPlatform().daemon().name("training-", 0).factory());
        }

        /// The table under training, `[tracks · dimension]`, not of unit length.
        float[] weights() {
            return weights;
        }

        TrainedVectors all(Consumer<EpochReport> progress) throws InterruptedException {
            var history = new ArrayList<EpochReport>();
            float[] good = new float[0];
            for (int epoch = 1; epoch <= config.epochs(); epoch++) {
                EpochReport report = epoch(epoch);
                if (!Double.isFinite(report.loss())) {
                    if (history.isEmpty()) {
                        throw new SegueException(
                                ErrorCode.INTERNAL,
                                "Training diverged in epoch 1: expected a finite loss, got " + report.loss()
                                        + "; lower the learning rate (" + config.learningRate() + ")");
                    }
                    return trained(good, history, new TrainedVectors.Outcome.Diverged(epoch, epoch - 1));
                }
                good = unitRows();
                history.add(report);
                progress.accept(report);
            }
            return trained(good, history, new TrainedVectors.Outcome.Completed());
        }

        /// One pass over all playlists; breaks off at the first batch whose loss is not finite.
        private EpochReport epoch(int epoch) throws InterruptedException {
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
            return new EpochReport(
                    epoch,
                    config.epochs(),
                    meanContrastive + config.uniformityWeight() * meanUniformity,
                    meanContrastive,
                    meanUniformity,
                    batches,
                    visits,
                    Duration.ofNanos(System.nanoTime() - began));
        }

        private void step(Segments segments, double rate) throws InterruptedException {
            loss.begin(size);
            inChunks(this::gather);
            inChunks(chunk -> loss.relate(chunk, new BatchRelations(set, config.window(), hubs, segments, batch)));
            loss.sum();
            inChunks(loss::differentiate);
            inChunks(chunk -> {
                loss.backpropagate(chunk);
                update(chunk, rate);
            });
        }

        private void gather(int chunk) {
            for (int row = BatchLoss.firstRow(size, chunk); row < BatchLoss.firstRow(size, chunk + 1); row++) {
                int from = batch[row] * dimension;
                double squares = 0;
                for (int i = 0; i < dimension; i++) {
                    squares += (double) weights[from + i] * weights[from + i];
                }
                float length = (float) Math.sqrt(squares);
                lengths[row] = length;
                long to = (long) row * dimension;
                for (int i = 0; i < dimension; i++) {
                    loss.x().set(to + i, weights[from + i] / length);
                }
            }
        }

        /// The gradient by a weight row is that by its direction, less the part along it, over its length.
        private void update(int chunk, double rate) {
            float[] gradient = new float[dimension];
            for (int row = BatchLoss.firstRow(size, chunk); row < BatchLoss.firstRow(size, chunk + 1); row++) {
                long at = (long) row * dimension;
                double along = 0;
                for (int i = 0; i < dimension; i++) {
                    gradient[i] = loss.gradient().get(at + i);
                    along += (double) gradient[i] * loss.x().get(at + i);
                }
                for (int i = 0; i < dimension; i++) {
                    gradient[i] = (float) ((gradient[i] - along * loss.x().get(at + i)) / lengths[row]);
                }
                optimiser.step(weights, batch[row], gradient, rate);
            }
        }

        private void inChunks(IntConsumer work) throws InterruptedException {
            var tasks = new ArrayList<Callable<Boolean>>(BatchLoss.CHUNKS);
            for (int c = 0; c < BatchLoss.CHUNKS; c++) {
                int chunk = c;
                tasks.add(() -> {
                    work.accept(chunk);
                    return true;
                });
            }
            for (Future<Boolean> done : workers.invokeAll(tasks)) {
                try {
                    done.get();
                } catch (ExecutionException e) {
                    throw new SegueException(ErrorCode.INTERNAL, "A training worker failed", e.getCause());
                }
            }
        }

        private float[] unitRows() {
            float[] rows = new float[weights.length];
            for (int at = 0; at < rows.length; at += dimension) {
                double squares = 0;
                for (int i = 0; i < dimension; i++) {
                    squares += (double) weights[at + i] * weights[at + i];
                }
                double length = Math.sqrt(squares);
                for (int i = 0; i < dimension; i++) {
                    rows[at + i] = (float) (weights[at + i] / length);
                }
            }
            return rows;
        }

        private TrainedVectors trained(float[] rows, List<EpochReport> history, TrainedVectors.Outcome outcome) {
            return new TrainedVectors(set.trackIds(), dimension, rows, history, outcome);
        }

        @Override
        public void close() throws InterruptedException {
            workers.shutdownNow();
            boolean interrupted = Thread.interrupted();
            // Workers write to native memory: it is freed when the last of them has left it.
            while (!workers.isTerminated()) {
                try {
                    var ignored = workers.awaitTermination(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            loss.close();
            if (interrupted) {
                throw new InterruptedException("Interrupted in training");
            }
        }

        private static float[] firstVectors(int tracks, int dimension, long seed) {
            float[] vectors = new float[tracks * dimension];
            double scale = 1 / Math.sqrt(dimension);
            for (int track = 0; track < tracks; track++) {
                var random = new SplittableRandom(Seeds.mix(seed, Seeds.FIRST_VECTORS, track));
                for (int i = 0; i < dimension; i++) {
                    vectors[track * dimension + i] = (float) (random.nextGaussian() * scale);
                }
            }
            return vectors;
        }
    }
}
