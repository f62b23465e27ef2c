package dev.segue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that train and measure on files, with nothing running.
class ExperimentCommandsTest {

    private static final int STYLES = 4;
    private static final List<String> GENRES = List.of("rap", "deep house", "country road", "death metal");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path folder = Path.of("");

    @BeforeEach
    void writeSlices(@TempDir Path temporary) throws IOException {
        folder = temporary;
        Path data = Files.createDirectories(folder.resolve("data"));
        var random = new Random(5);
        // Ten files: some fall into each part.
        for (int slice = 0; slice < 10; slice++) {
            var playlists = new ArrayList<String>();
            for (int p = 0; p < 12; p++) {
                playlists.add(playlist(slice * 12 + p, p % STYLES, random));
            }
            Files.writeString(
                    data.resolve("mpd.slice." + slice * 1000 + "-" + (slice * 1000 + 999) + ".json"),
                    "{\"playlists\":[" + String.join(",", playlists) + "]}");
        }
        var genres = new StringBuilder("name,genres\n");
        for (int artist = 0; artist < STYLES * 10; artist++) {
            genres.append("Artist %d-%d,\"['%s', 'dfw %s']\"\n"
                    .formatted(
                            artist % STYLES,
                            artist / STYLES,
                            GENRES.get(artist % STYLES),
                            GENRES.get(artist % STYLES)));
        }
        Files.writeString(folder.resolve("genres.csv"), genres);
    }

    @Test
    void listsTheModelsWithTheirSettings() throws IOException {
        // When
        int exitCode = segue("train", "--list", "--json");

        // Then
        assertThat(exitCode).isZero();
        assertThat(json().path("infonce").path("learning-rate").asText()).isEqualTo("0.03");
        assertThat(json().fieldNames()).toIterable().contains("skip-gram", "lightgcn", "simgcl", "next-track", "text");
    }

    @Test
    void trainsMeasuresAndComparesOnFiles() throws IOException {
        // When
        int trained = train("skip-gram", "--epochs", "15", "--experiment", "experiments/one", "--json");

        // Then
        assertThat(err()).contains("epoch 15/15");
        assertThat(trained).isZero();
        assertThat(json().path("metrics").path("NDCG@500").asDouble()).isGreaterThan(0.3);
        Path experiment = folder.resolve("experiments/one");
        assertThat(experiment.resolve("experiment.properties")).content().contains("setting.window=20");
        assertThat(experiment.resolve("loss.csv")).content().startsWith("epoch,loss\n1,");
        assertThat(experiment.resolve("loss.svg")).content().startsWith("<svg");
        assertThat(experiment.resolve("metrics.csv")).content().contains("R-precision,");

        // When
        out.reset();
        int compared = segue("leaderboard", "--data", "data", "--experiments", "experiments", "--json");

        // Then
        assertThat(compared).isZero();
        assertThat(json().path("boards").findValuesAsText("recommender"))
                .contains("popularity", "item-knn", "playlist-knn", "one");
        assertThat(json().path("boards").findValues("p")).isNotEmpty().allSatisfy(p -> assertThat(p.asDouble())
                .isBetween(0.0, 1.0));

        // When
        out.reset();
        int similar = segue("similar", "t:0-1", "--bundle", "experiments/one/bundle", "--data", "data");

        // Then
        assertThat(similar).isZero();
        assertThat(out()).contains("“Song 0-").contains(" places apart in ").hasLineCount(10);

        // When
        out.reset();
        int probed = segue(
                "probe",
                "genres",
                "--bundle",
                "experiments/one/bundle",
                "--data",
                "data",
                "--genres",
                "genres.csv",
                "--json");

        // Then: by chance 1 in 4; a style is a genre, and its artists are many
        assertThat(probed).isZero();
        assertThat(json().path("first").asDouble()).isGreaterThan(0.8);

        // When
        out.reset();
        int mapped = segue(
                "map",
                "--bundle",
                "experiments/one/bundle",
                "--data",
                "data",
                "--genres",
                "genres.csv",
                "--tracks",
                "60",
                "--out",
                "map.svg");

        // Then
        assertThat(mapped).isZero();
        assertThat(folder.resolve("map.svg")).content().contains("<circle", ">metal<");
    }

    @Test
    void saysWhatIsWrong() {
        // When // Then
        assertThat(train("oracle")).isEqualTo(2);
        assertThat(err()).contains("expected one of [popularity, item-knn,").contains("got 'oracle'");
        err.reset();
        assertThat(train("infonce", "--embedding-dim", "1")).isEqualTo(2);
        assertThat(err()).contains("InfoNCE dimension: expected 2 to 4096, got 1");
        err.reset();
        assertThat(train("infonce", "--set", "dimension=8")).isEqualTo(2);
        assertThat(err()).contains("dimension: expected one value, got 16 and 8");
        err.reset();
        assertThat(train("lightgcn", "--temperature", "warm")).isEqualTo(2);
        assertThat(err()).contains("lightgcn temperature: expected a number, got 'warm'");
        err.reset();
        assertThat(train("infonce", "--num-rows", "1", "--set", "min-playlists=2"))
                .isEqualTo(1);
        assertThat(err()).contains("Corpus too small to train on");
        err.reset();
        assertThat(segue("leaderboard", "--data", "data", "--experiments", "nowhere"))
                .isEqualTo(1);
        assertThat(err())
                .contains("expected a folder of experiments, there is none; segue train MODEL --data PATH makes one");
    }

    @Test
    void namesTheSettingsThatAModelHas() {
        // When // Then
        assertThat(segue("train", "slim", "--data", "data", "--negatives", "5", "--set", "epochs=2"))
                .isEqualTo(2);
        assertThat(err()).contains("slim has no --epochs, no --negatives: expected any of --neighbours, --l1,");
        err.reset();
        assertThat(segue("train", "popularity", "--data", "data", "--l1", "5")).isEqualTo(2);
        assertThat(err()).contains("popularity has no --l1: expected no setting");
        err.reset();
        assertThat(segue("train", "slim", "--data", "data", "--l2", "0")).isEqualTo(2);
        assertThat(err()).contains("SLIM l2: expected above 0, got 0");
        err.reset();
        assertThat(segue("train", "slim")).isEqualTo(2);
        assertThat(err()).contains("slim has no vectors to be released: expected --data");
    }

    @Test
    void helpWithAModelListsItsSettingsAndDefaults() {
        // When
        int exitCode = segue("train", "simgcl", "--help");

        // Then
        assertThat(exitCode).isZero();
        assertThat(out())
                .contains("Settings of simgcl, with their defaults:")
                .contains("--contrast=0.1")
                .containsPattern("--dimension=128 +or --embedding-dim")
                .doesNotContain("hub-cap");
    }

    @Test
    void weighsPlaylistsByTheFollowersThatSlicesTell() throws IOException {
        // Given
        train("lightgcn", "--epochs", "1", "--experiment", "even", "--json");
        String even = json().path("outcome").asText();
        out.reset();

        // When
        train("lightgcn", "--epochs", "1", "--saves-exponent", "0.5", "--experiment", "weighed", "--json");

        // Then
        assertThat(even).startsWith("1 epochs, loss ");
        assertThat(json().path("outcome").asText())
                .startsWith("1 epochs, loss ")
                .isNotEqualTo(even);
    }

    @Test
    void fitsAModelWithoutVectors() throws IOException {
        // When
        int exitCode = segue("train", "slim", "--data", "data", "--l1", "0.01", "--experiment", "slim", "--json");

        // Then
        assertThat(exitCode).isZero();
        assertThat(json().path("metrics").path("NDCG@500").asDouble()).isGreaterThan(0.3);
        assertThat(folder.resolve("slim/experiment.properties"))
                .content()
                .contains("model=slim", "setting.l1=0.01", "data.part=training");
        assertThat(folder.resolve("slim/metrics.csv")).content().contains("R-precision,");
        assertThat(folder.resolve("slim/bundle")).doesNotExist();
    }

    @Test
    void aLeaderboardTrainsWhatItNeedsOnce() {
        // Given
        String[] leaderboard = {
            "leaderboard",
            "--data",
            "data",
            "--experiments",
            "kept",
            "--playlists",
            "7",
            "--protocol",
            "half,context",
            "--model",
            "popularity,slim:l1=0.01,skip-gram:dimension=16:epochs=2:min-playlists=1",
            "--markdown",
            "board.md"
        };

        // When
        int exitCode = segue(leaderboard);

        // Then: trained once for both protocols, which learn from the same playlists
        assertThat(exitCode).isZero();
        assertThat(err()).containsOnlyOnce("epoch 2/2").containsOnlyOnce("Learning from ");
        assertThat(folder.resolve("board.md"))
                .content()
                .contains("| precision@20 | half, n 7 |", "| NDCG@20 | random fifth, n 7 |")
                .contains("| slim:l1=0.01 | ");

        // When
        err.reset();
        segue(leaderboard);

        // Then
        assertThat(err()).doesNotContain("epoch 2/2");
    }

    @Test
    void aLeaderboardRefusesAModelThatKnowsTheAnswers() {
        // Given
        assertThat(train("skip-gram", "--epochs", "1", "--experiment", "experiments/one", "--all"))
                .isZero();

        // When
        int exitCode = segue("leaderboard", "--data", "data", "--experiments", "experiments");

        // Then
        assertThat(exitCode).isEqualTo(1);
        assertThat(err()).contains("expected a model of the training part, got one that learnt from all");
    }

    @Test
    void refusesAFolderThatHoldsAnotherExperiment() {
        // Given
        assertThat(train("skip-gram", "--epochs", "1", "--experiment", "one")).isZero();

        // When
        int exitCode = train("skip-gram", "--epochs", "2", "--experiment", "one");

        // Then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err()).contains("got another: setting.epochs 1, not 2");
    }

    private int train(String model, String... more) {
        var arguments = new ArrayList<>(
                List.of("train", model, "--data", "data", "--threads", "2", "--set", "min-playlists=1"));
        Collections.addAll(arguments, more);
        if (!arguments.contains("--embedding-dim")) {
            Collections.addAll(arguments, "--embedding-dim", "16");
        }
        return segue(arguments.toArray(String[]::new));
    }

    private static String playlist(int number, int style, Random random) {
        var tracks = new ArrayList<String>();
        for (int t = 0; t < 30; t++) {
            tracks.add("""
                {"track_uri": "t:%1$d-%2$d", "track_name": "Song %1$d-%2$d", "artist_name": "Artist %1$d-%3$d"}\
                """.formatted(style, t, t % 10));
        }
        Collections.shuffle(tracks, random);
        return "{\"pid\": " + number + ", \"num_followers\": " + number * number + ", \"name\": \"Style " + style
                + "\", \"tracks\": [" + String.join(",", tracks.subList(0, 24)) + "]}";
    }

    private int segue(String... arguments) {
        var surroundings = new Surroundings(
                Map.of("SEGUE_HOME", folder.resolve("home").toString()),
                folder,
                Optional.empty(),
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                () -> Instant.EPOCH);
        return Segue.commandLine(surroundings, Pace.USUAL).execute(arguments);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
