package dev.segue.recommender.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.segue.recommender.api.Answers.BecauseJson;
import dev.segue.recommender.api.Answers.BecausePlaylistJson;
import dev.segue.recommender.api.Answers.ItemJson;
import dev.segue.recommender.api.Answers.RecommendationsJson;
import dev.segue.recommender.api.Answers.TrackJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecommendationsWriterTest {

    private static final TrackJson FULL =
            new TrackJson("spotify:track:1", "Näive \"Song\" 사랑\n", List.of("A", "B\\C"), "Album", 180_000L);
    private static final TrackJson BARE = new TrackJson("t2", "", List.of(), null, null);

    @Test
    void writesWhatTheRecordsSayInTheirOrder() throws IOException {
        // Given
        var byReflection = new ObjectMapper().addMixIn(RecommendationsJson.class, AsItIs.class);
        var full = new RecommendationsJson(
                "id",
                "model",
                "index",
                "other",
                Map.of("playlists.v1", new TreeMap<>(Map.of(0, 17L, 11, 4_000_000_000L))),
                List.of(
                        new ItemJson(
                                FULL,
                                .123457,
                                List.of(new BecauseJson("s1", 3), new BecauseJson("s2", 1)),
                                "titles",
                                List.of(new BecausePlaylistJson("p1", "밤 jazz"))),
                        new ItemJson(BARE, 1e-6, List.of(), "popularity", List.of())),
                List.of("s9"),
                "unknown-seeds",
                "cursor");
        var bare = new RecommendationsJson("id", null, null, null, Map.of(), List.of(), List.of(), null, null);

        for (RecommendationsJson answer : List.of(full, bare)) {
            // When
            String written = new ObjectMapper().writeValueAsString(answer);

            // Then
            assertThat(written).isEqualTo(byReflection.writeValueAsString(answer));
        }
    }

    @JsonSerialize(using = JsonSerializer.None.class)
    private interface AsItIs {}
}
