package dev.segue.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final List<String> asides = new ArrayList<>();
    private Path folder;

    @BeforeEach
    void corpus(@TempDir Path temporary) throws IOException {
        folder = temporary;
        Files.createDirectory(folder.resolve("slices"));
        write("slices/mpd.slice.0-999.json", """
                {"info": {"slice": "0-999"}, "playlists": [
                  {"name": "Reggae", "pid": 0, "tracks": [%s]},
                  {"name": "reggae!", "pid": 1, "tracks": [%s]},
                  {"name": "Metal", "pid": 2, "tracks": [%s]}]}
                """.formatted(
                        tracks("a", "b", "c", "d"), tracks("a", "b", "c", "e"), tracks("m", "n", "o", "a")));
        packed("slices/mpd.slice.1000-1999.json.gz", """
                {"playlists": [{"name": "Metal", "pid": 3, "tracks": [%s]}, {"name": "empty", "pid": 4, "tracks": []}]}
                """.formatted(tracks("m", "n", "p", "m")));
    }

    @Test
    void answersEveryShapeOfRequestWithoutSeedsAndRepeats() throws IOException {
        // Given
        requests("""
                {"id": "title", "title": "Metal", "seeds": []}
                {"id": "one", "seeds": ["a"], "ordered": true}
                {"id": 3, "title": "Reggae", "seeds": ["a", "b"], "ordered": false}
                {"id": "nothing"}
                {"id": "unknown", "seeds": ["zz", "b", "b"], "ordered": true}
                {"id": "own", "seeds": [], "playlist": "2", "ordered": true}
                """);

        // When
        Batch.Outcome outcome = run("slices", 500);

        // Then
        assertThat(outcome).isEqualTo(new Batch.Outcome(6, 0));
        List<JsonNode> answers = answers();
        assertThat(answers)
                .extracting(answer -> answer.path("id").asText())
                .containsExactly("title", "one", "3", "nothing", "unknown", "own");
        assertThat(tracks(answers.get(0))).doesNotHaveDuplicates().hasSize(9);
        assertThat(tracks(answers.get(1))).hasSize(8).doesNotContain("a").doesNotHaveDuplicates();
        assertThat(tracks(answers.get(2))).hasSize(7).doesNotContain("a", "b");
        assertThat(tracks(answers.get(3))).hasSize(9).startsWith("a");
        assertThat(tracks(answers.get(4))).hasSize(8).doesNotContain("b");
        assertThat(tracks(answers.get(5))).hasSize(5).doesNotContain("m", "n", "o", "a");
        assertThat(asides)
                .anyMatch(line -> line.contains("line 5: 1 of 2 seeds"))
                .anyMatch(line -> line.contains("line 4: nothing known"))
                .anyMatch(line -> line.contains("too few to learn their order, expected 1000 right"));
    }

    @Test
    void neverAnswersWithMoreThanTheLimit() throws IOException {
        // Given
        requests("{\"id\": \"one\", \"seeds\": [\"a\"], \"ordered\": true}\n");

        // When
        run("slices/*.json", 2);

        // Then
        assertThat(tracks(answers().getFirst())).hasSize(2);
    }

    @Test
    void tellsOfEveryBadLineByItsNumberAndAnswersTheOthers() throws IOException {
        // Given
        requests("""
                {"id": "good", "seeds": ["a"], "ordered": true}
                {"id": "cut", "seeds": ["a"
                [1, 2]
                {"seeds": ["a"]}
                {"id": "x", "seeds": "a"}
                {"id": "x", "seeds": [1.5]}
                {"id": "x", "ordered": "yes"}
                {"id": "x", "title": 7}
                {"id": "x", "playlist": "none"}
                {"id": "x"} {"id": "y"}

                {"id": "also good", "seeds": ["m"], "ordered": true}
                """);

        // When
        Batch.Outcome outcome = run("slices", 3);

        // Then
        assertThat(outcome).isEqualTo(new Batch.Outcome(2, 9));
        assertThat(answers()).extracting(answer -> answer.path("id").asText()).containsExactly("good", "also good");
        for (int line = 2; line <= 10; line++) {
            String where = "line " + line + ":";
            assertThat(asides).anyMatch(aside -> aside.contains(where) && aside.contains("expected"));
        }
    }

    @Test
    void readsPairsWithTheirTracks() throws IOException {
        // Given
        write("train.csv", "playlist_id,track_id\n0,1\n0,2\n0,3\n1,2\n1,3\n1,4\n2,3\n2,4\n2,10\n2,9\n");
        packed("tracks.csv.gz", "track_id,album_id,artist_id,duration_sec\n1,5,6,167\n2,5,6,200\n");
        requests("{\"id\": 1, \"playlist\": 0, \"ordered\": false}\n{\"id\": 2, \"seeds\": [3, \"4\"]}\n");

        // When
        Batch.run(files("train.csv", Optional.of(folder.resolve("tracks.csv.gz"))), 10, asides::add);

        // Then
        assertThat(tracks(answers().get(0)))
                .containsExactlyInAnyOrder("4", "9", "10")
                .startsWith("4");
        assertThat(tracks(answers().get(1))).containsExactlyInAnyOrder("1", "2", "9", "10");
    }

    @Test
    void aLaterTableDecidesTheOrder() throws IOException {
        // Given
        write("pairs/a.csv", "playlist_id,track_id\n0,1\n0,2\n0,3\n1,1\n1,2\n");
        write("pairs/b.csv", "playlist_id,track_id\n0,3\n0,1\n0,2\n");
        write("pairs/other.csv", "playlist_id,num_edits\n0,3\n");

        // When
        Dataset dataset = Dataset.read(folder.resolve("pairs"), Optional.empty());

        // Then
        assertThat(dataset.playlists()).extracting(Listed::ordered).containsExactly(true, false);
        assertThat(dataset.library(any -> true).corpus().tracks(0))
                .containsExactly(dataset.track("3"), dataset.track("1"), dataset.track("2"));
    }

    @Test
    void refusesFilesThatAreNoCorpusAndSaysWhere() throws IOException {
        // Given
        write("cut/mpd.slice.0-999.json", "{\"playlists\": [{\"name\": \"x\", \"pid\": 1, \"tracks\": [{\"track_u");
        write("rows.csv", "playlist_id,track_id\n0,1\n0\n");
        write("header.csv", "a,b\n0,1\n");
        requests("");

        // When // Then
        assertThatThrownBy(() -> run("cut", 5))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("999.json");
        assertThatThrownBy(() -> run("rows.csv", 5)).hasMessageContaining("rows.csv, line 3: expected 2 cells, got 1");
        assertThatThrownBy(() -> run("header.csv", 5)).hasMessageContaining("expected a header");
        assertThatThrownBy(() -> run("nowhere/at/all", 5)).hasMessageContaining("there is none");
    }

    @Test
    void saysWhatIsWrongWithItsFilesBeforeItFits() throws IOException {
        // Given
        write("train.csv", "playlist_id,track_id\n0,1\n0,2\n");
        requests("{\"id\": 1, \"seeds\": [1]}\n");
        Path requests = folder.resolve("requests.jsonl");
        Path corpus = folder.resolve("train.csv");
        Optional<Path> none = Optional.empty();

        // When // Then
        assertRefused(
                new BatchFiles(requests, corpus, none, folder.resolve("none/answers.jsonl")), "there is no folder");
        assertRefused(new BatchFiles(requests, corpus, none, requests), "expected another file");
        assertRefused(new BatchFiles(requests, corpus, none, corpus), "expected another file");
        assertRefused(files("train.csv", Optional.of(folder.resolve("none.csv"))), "none.csv: expected a file, there");
        assertThat(asides).isEmpty();
        assertThat(requests).content().contains("seeds");
        assertThat(corpus).content().contains("0,2");
    }

    @Test
    void tellsOfAnIdThatComesTwice() throws IOException {
        // Given
        requests("""
                {"id": "a", "seeds": ["a"]}
                {"id": 1, "seeds": ["a"]}
                {"id": "a", "seeds": ["b"]}
                """);

        // When
        Batch.Outcome outcome = run("slices", 3);

        // Then
        assertThat(outcome).isEqualTo(new Batch.Outcome(3, 0));
        assertThat(asides)
                .filteredOn(line -> line.contains("id \"a\" was another line's"))
                .singleElement()
                .asString()
                .contains("line 3");
    }

    private void assertRefused(BatchFiles files, String why) {
        assertThatThrownBy(() -> Batch.run(files, 5, asides::add))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining(why);
    }

    private Batch.Outcome run(String corpus, int limit) {
        return Batch.run(files(corpus, Optional.empty()), limit, asides::add);
    }

    private BatchFiles files(String corpus, Optional<Path> tracks) {
        return new BatchFiles(
                folder.resolve("requests.jsonl"), folder.resolve(corpus), tracks, folder.resolve("answers.jsonl"));
    }

    private void requests(String lines) throws IOException {
        write("requests.jsonl", lines);
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    private void packed(String file, String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(file)))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<JsonNode> answers() throws IOException {
        var answers = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(folder.resolve("answers.jsonl"))) {
            answers.add(JSON.readTree(line));
        }
        return answers;
    }

    private static List<String> tracks(JsonNode answer) {
        return answer.path("tracks").valueStream().map(JsonNode::asText).toList();
    }

    private static String tracks(String... ids) {
        var tracks = new ArrayList<String>();
        for (String id : ids) {
            tracks.add("{\"track_uri\": \"%s\", \"artist_name\": \"%s\", \"track_name\": \"Song %s (Live)\"}"
                    .formatted(id, id.compareTo("m") < 0 ? "Bob" : "Max", id));
        }
        return String.join(", ", tracks);
    }
}
