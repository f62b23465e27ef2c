package dev.segue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.cli.app.Surroundings;
import dev.segue.cli.feeding.Pace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabCommandsTest {

    private static final Pace BRISK =
            new Pace(Duration.ofMillis(5), Duration.ofMillis(300), Duration.ofMillis(50), Duration.ofMillis(5));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path folder;

    @BeforeEach
    void sixtySlices(@TempDir Path temporary) throws IOException {
        folder = temporary;
        Files.createDirectory(folder.resolve("slices"));
        var random = new Random(1);
        for (int slice = 0; slice < 60; slice++) {
            String tracks = random.ints(0, 60)
                    .distinct()
                    .limit(20)
                    .mapToObj(track -> "{\"track_uri\": \"t%d\", \"artist_name\": \"a%d\"}".formatted(track, track / 5))
                    .collect(Collectors.joining(", "));
            Files.writeString(
                    folder.resolve("slices/slice." + slice + ".json"),
                    "{\"playlists\": [{\"name\": \"mix %d\", \"pid\": %d, \"tracks\": [%s]}]}"
                            .formatted(slice % 4, slice, tracks));
        }
    }

    @Test
    void answersABatchFromFilesAlone() throws IOException {
        // Given
        Files.writeString(
                folder.resolve("requests.jsonl"), "{\"id\": \"x\", \"seeds\": [\"t1\"], \"ordered\": true}\n");

        // When
        int exitCode = segue(
                "recommend",
                "--batch",
                "requests.jsonl",
                "--corpus",
                "slices",
                "--out",
                "answers.jsonl",
                "--limit",
                "7");

        // Then
        assertThat(exitCode).isZero();
        var answer = new ObjectMapper().readTree(Files.readString(folder.resolve("answers.jsonl")));
        assertThat(answer.path("id").asText()).isEqualTo("x");
        assertThat(answer.path("tracks")).hasSize(7);
        assertThat(err()).contains("Fitted to 60 playlists");
    }

    @Test
    void aBatchWithABadLineIsAnsweredAndSaysSo() throws IOException {
        // Given
        Files.writeString(folder.resolve("requests.jsonl"), "{\"id\": \"x\", \"title\": \"mix 1\"}\nnonsense\n");

        // When
        int exitCode = segue("recommend", "--batch", "requests.jsonl", "--corpus", "slices", "--out", "answers.jsonl");

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err()).contains("line 2").contains("expected a JSON object");
        assertThat(Files.readAllLines(folder.resolve("answers.jsonl"))).hasSize(1);
    }

    @Test
    void aBatchWithoutItsFilesIsNoCommandLine() {
        // When
        int exitCode = segue("recommend", "--batch", "requests.jsonl");

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err()).contains("--corpus");
    }

    @Test
    void aBatchWithoutACorpusSaysWhatIsMissing() throws IOException {
        // Given
        Files.writeString(folder.resolve("requests.jsonl"), "");

        // When
        int exitCode = segue("recommend", "--batch", "requests.jsonl", "--corpus", "nowhere", "--out", "answers.jsonl");

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err()).contains("nowhere").contains("there is none");
    }

    @Test
    void printsALeaderboardAndWritesItsFigures() throws IOException {
        // When
        int exitCode = segue("evaluate", "--data", "slices", "--protocol", "challenge", "--json", "figures.json");

        // Then
        assertThat(exitCode).isZero();
        assertThat(out())
                .contains("validation split")
                .contains("two-stage")
                .contains("NDCG@500")
                .contains("coverage");
        var figures = new ObjectMapper().readTree(Files.readString(folder.resolve("figures.json")));
        assertThat(figures.path("lines")).isNotEmpty().allSatisfy(line -> {
            assertThat(line.path("NDCG@500").path("low").asDouble())
                    .isLessThanOrEqualTo(line.path("NDCG@500").path("high").asDouble());
        });
    }

    @Test
    void namesTheProtocolsAndModelsItKnows() {
        // When
        int protocol = segue("evaluate", "--data", "slices", "--protocol", "guess");
        int model = segue("evaluate", "--data", "slices", "--protocol", "half", "--model", "oracle");
        int setting = segue("evaluate", "--data", "slices", "--protocol", "half", "--model", "slim:l3=1");
        int settingless = segue("evaluate", "--data", "slices", "--protocol", "half", "--model", "two-stage:l1=1");

        // Then
        assertThat(protocol).isEqualTo(2);
        assertThat(model).isEqualTo(2);
        assertThat(setting).isEqualTo(2);
        assertThat(settingless).isEqualTo(2);
        assertThat(err())
                .contains("seeds-1-10")
                .contains("got guess")
                .contains("playlist-knn")
                .contains("got oracle")
                .contains("--model: slim has no l3: expected any of neighbours, l1,")
                .contains("--model: two-stage: expected no settings, got l1=1");
    }

    private int segue(String... arguments) {
        var surroundings = new Surroundings(
                Map.of(),
                folder,
                Optional.of(folder),
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                () -> Instant.parse("2026-01-01T13:00:00Z"));
        return Segue.commandLine(surroundings, BRISK).execute(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
