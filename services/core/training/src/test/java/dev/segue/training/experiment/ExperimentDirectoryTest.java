package dev.segue.training.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.training.EpochLoop;
import dev.segue.training.MadeUp;
import dev.segue.training.ModelConfig;
import dev.segue.training.Trained;
import dev.segue.training.TrainedVectors;
import dev.segue.training.TrainingSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentDirectoryTest {

    private final TrainingSet set = TrainingSet.of(MadeUp.corpus(MadeUp.styles(3, 10, 6, 6, 1)), 1);
    private final Path folder;

    ExperimentDirectoryTest(@TempDir Path folder) {
        this.folder = folder.resolve("experiment");
    }

    @Test
    void holdsWhatDecidedTheResultAndHowItWent() throws InterruptedException, IOException {
        // When
        var trained = trained(config("3"));

        // Then
        assertThat(folder.resolve("experiment.properties"))
                .content()
                .contains("model=skip-gram\n", "code-version=test\n", "setting.seed=42\n", "setting.dimension=8\n")
                .contains("data.playlists=18\n", "data.sha256=" + set.fingerprint() + "\n");
        assertThat(Files.readAllLines(folder.resolve("loss.csv")))
                .hasSize(4)
                .startsWith("epoch,loss", "1," + trained.history().getFirst().loss());
        assertThat(folder.resolve("loss.svg"))
                .content()
                .startsWith("<svg")
                .contains("<polyline")
                .endsWith("</svg>\n");
    }

    @Test
    void aFinishedExperimentIsNotTrainedAgain() throws InterruptedException {
        // Given
        var first = trained(config("3"));
        var told = new ArrayList<Integer>();

        // When
        Trained<TrainedVectors> again;
        try (var training = TrackModels.training(set, config("3"), 1)) {
            again = EpochLoop.run(training, directory(config("3")), report -> told.add(report.epoch()));
        }

        // Then
        assertThat(told).isEmpty();
        assertThat(again.model().rows()).isEqualTo(first.model().rows());
        assertThat(again.history()).isEqualTo(first.history());
    }

    @Test
    void refusesAnotherExperimentAndSaysWhatDiffers() throws InterruptedException {
        // Given
        trained(config("3"));

        // When // Then
        assertThatThrownBy(() -> directory(config("4")))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("got another: setting.epochs 3, not 4");
    }

    @Test
    void refusesADamagedCheckpoint() throws InterruptedException, IOException {
        // Given
        trained(config("3"));
        Path file = folder.resolve("checkpoint.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 20] ^= 1;
        Files.write(file, bytes);

        // When // Then
        assertThatThrownBy(() -> trained(config("3")))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARTEFACT_CORRUPT))
                .hasMessageContaining("checkpoint.bin: expected its checksum to fit");

        // When
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

        // Then
        assertThatThrownBy(() -> trained(config("3"))).hasMessageContaining("expected a whole checkpoint");
    }

    private Trained<TrainedVectors> trained(ModelConfig config) throws InterruptedException {
        try (var training = TrackModels.training(set, config, 1)) {
            return EpochLoop.run(training, directory(config), report -> {});
        }
    }

    private ExperimentDirectory directory(ModelConfig config) {
        return ExperimentDirectory.open(folder, ExperimentRecord.of(config, set, "test"));
    }

    private static ModelConfig config(String epochs) {
        return TrackModels.config("skip-gram", Map.of("dimension", "8", "min-playlists", "1", "epochs", epochs));
    }
}
