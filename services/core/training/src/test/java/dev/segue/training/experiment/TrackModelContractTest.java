package dev.segue.training.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.corpus.Corpus;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.training.Checkpoints;
import dev.segue.training.EpochLoop;
import dev.segue.training.EpochReport;
import dev.segue.training.MadeUp;
import dev.segue.training.ModelConfig;
import dev.segue.training.PlaylistFacts;
import dev.segue.training.Settings;
import dev.segue.training.Trained;
import dev.segue.training.TrainedVectors;
import dev.segue.training.Training;
import dev.segue.training.TrainingSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every model of track vectors keeps to.
class TrackModelContractTest {

    private static final Map<String, String> SMALL =
            Map.of("dimension", "16", "epochs", "12", "min-playlists", "1", "seed", "7");

    private final List<List<String>> playlists = MadeUp.styles(6, 30, 30, 12, 1);
    private final TrainingSet set = TrainingSet.of(MadeUp.corpus(playlists), 1, MadeUp.STYLE_TITLES);

    static List<ModelConfig> models() {
        Map<String, String> overVectors =
                Map.of("dimension", "16", "vector-epochs", "8", "min-playlists", "1", "seed", "7");
        return Stream.concat(
                        modelsOfOneTable().stream(),
                        Stream.of(
                                TrackModels.config("next-track", with(overVectors, "network-epochs", "4")),
                                TrackModels.config(
                                        "transformer", with(overVectors, "network-epochs", "4", "hidden", "32")),
                                TrackModels.config(
                                        "text", with(overVectors, "text-epochs", "4", "sentences", "false"))))
                .toList();
    }

    static List<ModelConfig> modelsOfOneTable() {
        return List.of(
                TrackModels.config("infonce", with(SMALL, "batch-tracks", "96", "segment", "4")),
                TrackModels.config("skip-gram", with(SMALL, "batch-segments", "8", "learning-rate", "0.05")),
                TrackModels.config("lightgcn", with(SMALL, "batch-entries", "256")),
                TrackModels.config(
                        "simgcl", with(SMALL, "batch-entries", "256", "contrast-nodes", "64", "contrast", "0.01")));
    }

    @ParameterizedTest
    @MethodSource("models")
    void nearestTracksAreOfTheSameStyle(ModelConfig config) throws InterruptedException {
        // When
        var trained = trained(set, config, 2);

        // Then: by chance 1 in 6
        assertThat(MadeUp.shareOfOwnStyle(trained.model(), 10)).isGreaterThan(0.9);
        assertThat(trained.outcome()).isEqualTo(new Trained.Outcome.Completed());
        assertThat(trained.history()).hasSize(config.epochs());
    }

    @ParameterizedTest
    @MethodSource("models")
    void vectorsAreOfUnitLength(ModelConfig config) throws InterruptedException {
        // When
        var model = trained(set, config, 2).model();

        // Then
        assertThat(model.rows()).hasSize(set.tracks() * 16);
        for (int row = 0; row < set.tracks(); row++) {
            assertThat(MadeUp.dot(model, row, row)).isCloseTo(1, within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void sameSeedGivesTheSameBitsInWhateverOrderPlaylistsCameAndHoweverManyThreadsWork(ModelConfig config)
            throws InterruptedException {
        // Given
        var backwards = new Corpus();
        for (int p = playlists.size() - 1; p >= 0; p--) {
            backwards.upsert("test:p" + p, backwards.internTracks(List.of("test:0-1", "test:1-1")));
            backwards.upsert("test:p" + p, backwards.internTracks(playlists.get(p)));
        }

        // When
        var one = trained(set, config, 1);
        var three = trained(TrainingSet.of(backwards, 1, titlesOf(backwards)), config, 3);

        // Then
        assertThat(three.model().trackIds()).isEqualTo(one.model().trackIds());
        assertThat(bits(three.model())).isEqualTo(bits(one.model()));
        assertThat(losses(three.history())).isEqualTo(losses(one.history()));
    }

    @ParameterizedTest
    @MethodSource("models")
    void anotherSeedGivesOtherVectors(ModelConfig config) throws InterruptedException {
        // Given
        var other = Settings.changed(config, Map.of("seed", "8"));

        // When
        var one = trained(set, config, 2);
        var two = trained(set, other, 2);

        // Then
        assertThat(bits(two.model())).isNotEqualTo(bits(one.model()));
    }

    @ParameterizedTest
    @MethodSource("models")
    void anInterruptedRunGoesOnToTheSameResult(ModelConfig config, @TempDir Path folder) throws InterruptedException {
        // Given
        var whole = trained(set, config, 2);
        var record = ExperimentRecord.of(config, set, "test");
        var directory = ExperimentDirectory.open(folder, record);
        assertThatThrownBy(() -> run(set, config, 2, directory, report -> {
                    if (report.epoch() == 5) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .isInstanceOf(InterruptedException.class);
        var told = new ArrayList<Integer>();

        // When
        var resumed = run(set, config, 1, ExperimentDirectory.open(folder, record), report -> told.add(report.epoch()));

        // Then
        assertThat(told).first().isEqualTo(6);
        assertThat(bits(resumed.model())).isEqualTo(bits(whole.model()));
        assertThat(losses(resumed.history())).isEqualTo(losses(whole.history()));
    }

    @ParameterizedTest
    @MethodSource("modelsOfOneTable")
    void aLossThatIsNotANumberStopsItAndTheLastGoodEpochIsKept(ModelConfig config) throws InterruptedException {
        // Given
        var good = new ArrayList<TrainedVectors>();

        // When
        Trained<TrainedVectors> trained;
        try (var training = TrackModels.training(set, config, 2)) {
            trained = EpochLoop.run(training, report -> {
                if (report.epoch() == 2) {
                    good.add(snapshot(training));
                    spoil(training);
                }
            });
        }

        // Then
        assertThat(trained.outcome()).isEqualTo(new Trained.Outcome.Diverged(3, 2));
        assertThat(trained.history()).hasSize(2);
        assertThat(bits(trained.model())).isEqualTo(bits(good.getFirst()));
    }

    @ParameterizedTest
    @MethodSource("models")
    void stopsWhenInterrupted(ModelConfig config) {
        // When // Then
        assertThatThrownBy(() -> run(set, config, 2, Checkpoints.NONE, report -> Thread.currentThread()
                        .interrupt()))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("models")
    void trainsOnTwoTracks(ModelConfig config) throws InterruptedException {
        // Given
        var few = TrainingSet.of(
                MadeUp.corpus(List.of(
                        List.of("test:a", "test:b"),
                        List.of("test:b", "test:a"),
                        List.of("test:a", "test:b"),
                        List.of("test:b", "test:a"),
                        List.of("test:a", "test:b"))),
                1,
                MadeUp.STYLE_TITLES);

        // When
        var model = trained(few, config, 2).model();

        // Then
        for (float component : model.rows()) {
            assertThat(component).isFinite();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void itsBundleAnswersAsTheModelDoes(ModelConfig config, @TempDir Path folder)
            throws InterruptedException, IOException {
        // Given
        var model = trained(set, config, 2).model();
        var random = new Random(3);
        int seeds = 7;
        float[] vectors = new float[seeds * 16];
        float[] weights = new float[seeds];
        for (int s = 0; s < seeds; s++) {
            System.arraycopy(model.rows(), random.nextInt(set.tracks()) * 16, vectors, s * 16, 16);
            weights[s] = s == 3 ? 0 : random.nextFloat(0.2f, 1);
        }

        // When
        model.write(folder, 1);

        // Then
        try (var bundle = ModelBundle.open(folder)) {
            assertThat(bundle.vectors().rows()).isEqualTo(model.rows());
            float[] got = bundle.encode(vectors, weights);
            double[] expected = model.encoding().reference(vectors, weights);
            for (int i = 0; i < got.length; i++) {
                // Single against double precision.
                assertThat((double) got[i]).isCloseTo(expected[i], within(1e-5));
            }
        }
    }

    private static Trained<TrainedVectors> trained(TrainingSet set, ModelConfig config, int threads)
            throws InterruptedException {
        return run(set, config, threads, Checkpoints.NONE, report -> {});
    }

    private static Trained<TrainedVectors> run(
            TrainingSet set, ModelConfig config, int threads, Checkpoints checkpoints, Consumer<EpochReport> progress)
            throws InterruptedException {
        try (var training = TrackModels.training(set, config, threads)) {
            return EpochLoop.run(training, checkpoints, progress);
        }
    }

    private static TrainedVectors snapshot(Training<TrainedVectors> training) {
        try {
            return training.model();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Puts numbers that are none at the beginning of the training's first table.
    private static void spoil(Training<?> training) {
        try {
            var bytes = new ByteArrayOutputStream();
            training.save(new DataOutputStream(bytes));
            byte[] state = bytes.toByteArray();
            var floats = ByteBuffer.wrap(state, Integer.BYTES, state.length - Integer.BYTES)
                    .slice();
            int table = ByteBuffer.wrap(state).getInt();
            for (int i = 0; i < table; i++) {
                floats.putFloat(Float.NaN);
            }
            training.restore(new DataInputStream(new ByteArrayInputStream(state)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The titles of [MadeUp#STYLE_TITLES] for a corpus that numbers its playlists in another order.
    private static PlaylistFacts titlesOf(Corpus corpus) {
        return MadeUp.titles(
                ordinal -> Integer.parseInt(corpus.playlistId(ordinal).substring("test:p".length())));
    }

    private static List<Double> losses(List<EpochReport> history) {
        return history.stream().map(EpochReport::loss).toList();
    }

    private static int[] bits(TrainedVectors trained) {
        int[] bits = new int[trained.rows().length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(trained.rows()[i]);
        }
        return bits;
    }

    private static Map<String, String> with(Map<String, String> settings, String... more) {
        var all = new HashMap<>(settings);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }
}
