package dev.segue.training.nexttrack;

import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.training.CandidateSample;
import dev.segue.training.CandidateSoftmax;
import dev.segue.training.EpochReport;
import dev.segue.training.FixedVectors;
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
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/// Trains a network that continues playlists, the next-track network or the aggregator: from the vectors of the last
/// tracks to a softmax over all tracks, whose targets are the tracks that follow. Track vectors are trained first and
/// then stay as they are.
///
/// In every epoch each playlist is cut at places drawn anew, one for every `targets` tracks. Where the catalogue is
/// larger than `candidates`, the softmax runs over a sample, corrected for each track's probability to be in it.
///
/// The same training set, configuration and seed give the same bytes, however many threads work. Memory: that of the
/// vectors, and `4·dimension` bytes for each candidate.
public final class ContinuationTraining implements Training<TrainedVectors> {

    private final TrainingSet set;
    private final ContinuationConfig config;
    private final int dimension;
    private final FixedVectors vectors;
    private final PlaylistNetwork network;
    private final CandidateSample sample;
    private final CandidateSoftmax softmax;
    private final Workers workers;

    /// @param threads that share the work, at least 1; of no influence on the result
    /// @throws dev.segue.domain.SegueException with `OVERLOADED` when there are more vectors than an array holds
    public ContinuationTraining(TrainingSet set, ContinuationConfig config, int threads) {
        this.set = set;
        this.config = config;
        this.dimension = config.dimension();
        this.vectors =
                new FixedVectors(set, dimension, config.minPlaylists(), config.vectorEpochs(), config.seed(), threads);
        this.network = switch (config) {
            case NextTrackConfig nextTrack -> new NextTrackNetwork(nextTrack);
            case AggregatorConfig aggregator -> new AggregatorNetwork(aggregator);
        };
        this.sample = new CandidateSample(set, config.candidates(), config.batchExamples() * config.targets());
        this.softmax = new CandidateSoftmax(config.batchExamples(), sample.capacity(), dimension, config.temperature());
        this.workers = new Workers(threads);
    }

    @Override
    public ContinuationConfig config() {
        return config;
    }

    @Override
    public EpochReport epoch(int epoch) throws InterruptedException {
        if (!vectors.trained()) {
            EpochReport report = vectors.epoch();
            return new EpochReport(
                    epoch, config.epochs(), report.loss(), Map.of(), report.batches(), report.visits(), report.took());
        }
        long began = System.nanoTime();
        int own = epoch - vectors.epochs();
        long[] places = places(own);
        double loss = 0;
        int batches = 0;
        for (int first = 0; first < places.length && Double.isFinite(loss); first += config.batchExamples()) {
            int count = Math.min(config.batchExamples(), places.length - first);
            double done = (own - 1 + (double) first / places.length) / config.networkEpochs();
            loss += step(places, first, count, config.learningRate() * (1 - done), own, batches);
            batches++;
        }
        return new EpochReport(
                epoch,
                config.epochs(),
                loss / batches,
                Map.of(),
                batches,
                places.length,
                Duration.ofNanos(System.nanoTime() - began));
    }

    /// Where playlists are cut in an epoch, in an order of their own: the playlist, and the first entry after the cut.
    private long[] places(int epoch) {
        var random = new SplittableRandom(Seeds.mix(config.seed(), Seeds.EPOCHS, epoch));
        int count = 0;
        for (int playlist = 0; playlist < set.playlists(); playlist++) {
            count += cuts(playlist);
        }
        long[] places = new long[count];
        int next = 0;
        for (int playlist = 0; playlist < set.playlists(); playlist++) {
            for (int cut = 0; cut < cuts(playlist); cut++) {
                int at = random.nextInt(set.start(playlist) + 1, set.end(playlist));
                places[next++] = ((long) playlist << Integer.SIZE) | at;
            }
        }
        int[] order = Shuffles.order(places.length, random);
        long[] shuffled = new long[places.length];
        Arrays.setAll(shuffled, i -> places[order[i]]);
        return shuffled;
    }

    private int cuts(int playlist) {
        return (set.end(playlist) - set.start(playlist) + config.targets() - 1) / config.targets();
    }

    private double step(long[] places, int first, int count, double rate, int epoch, int batch)
            throws InterruptedException {
        int[][] targets = new int[count][];
        int all = 0;
        for (int example = 0; example < count; example++) {
            int playlist = (int) (places[first + example] >> Integer.SIZE);
            int at = (int) places[first + example];
            int[] seeds = tracks(Math.max(set.start(playlist), at - config.seeds()), at);
            network.put(example, seeds, vectors.rows());
            targets[example] = tracks(at, Math.min(set.end(playlist), at + config.targets()));
            all += targets[example].length;
        }
        long seed = Seeds.mix(Seeds.mix(config.seed(), Seeds.NEGATIVES, epoch), Seeds.NEGATIVES, batch);
        sample.draw(targets, new SplittableRandom(seed));
        softmax.begin(count, sample.size());
        for (int place = 0; place < sample.size(); place++) {
            softmax.candidates()
                    .put((long) place * dimension, vectors.rows(), sample.track(place) * dimension, dimension);
            softmax.offsets()[place] = sample.offset(place, all);
        }
        network.forward(workers, count, softmax.queries());
        double loss = softmax.differentiate(workers, targets, CandidateSoftmax.Exclusions.NONE);
        network.backward(workers, count, softmax.queries(), softmax.queryGradient(), rate);
        return loss;
    }

    private int[] tracks(int from, int to) {
        int[] tracks = new int[to - from];
        Arrays.setAll(tracks, i -> set.trackOf(from + i));
        return tracks;
    }

    @Override
    public TrainedVectors model() {
        return new TrainedVectors(
                set.trackIds(),
                dimension,
                vectors.rows(),
                vectors.trained() ? network.snapshot() : PlaylistEncoding.mean(dimension));
    }

    @Override
    public void save(DataOutput out) throws IOException {
        vectors.save(out);
        network.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        vectors.restore(in);
        network.restore(in);
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
                network.close();
                softmax.close();
            }
        }
    }
}
