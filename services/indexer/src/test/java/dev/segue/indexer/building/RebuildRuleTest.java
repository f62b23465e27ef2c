package dev.segue.indexer.building;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.domain.InputOffsets;
import dev.segue.indexer.building.LiveContent.Extent;
import dev.segue.indexer.building.RebuildRule.Decision;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.search.VectorSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RebuildRuleTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final IndexSettings SETTINGS =
            new IndexSettings(0.2, Duration.ofMinutes(1), Duration.ofMinutes(15), 3, VectorSettings.DEFAULTS);

    private final RebuildRule rule = new RebuildRule(SETTINGS);

    @Test
    void restsWithoutAModel() {
        // When
        Decision decision = rule.decide(List.of(), Set.of(), List.of(), changed(100, 100), at(9), NOON);
        // Then
        assertThat(decision).isEqualTo(new Decision.Rest("no model is on offer"));
    }

    @Test
    void buildsForAModelThatHasNoIndex() {
        // When
        Decision decision = rule.decide(
                List.of(model("new", 5), model("old", 1)),
                Set.of(),
                List.of(index("old", NOON)),
                changed(0, 0),
                at(5),
                NOON);
        // Then
        assertThat(decision).isInstanceOfSatisfying(Decision.Build.class, build -> assertThat(
                        build.model().getModelId())
                .isEqualTo("new"));
    }

    @Test
    void waitsUntilItHasReadAsMuchAsTheModel() {
        // When
        Decision decision = rule.decide(List.of(model("new", 6)), Set.of(), List.of(), changed(0, 0), at(5), NOON);
        // Then
        assertThat(decision).isInstanceOfSatisfying(Decision.Rest.class, rest -> assertThat(rest.why())
                .contains("partition 0 up to 6, here it is 5"));
    }

    @Test
    void passesOverARefusedModel() {
        // When
        Decision decision = rule.decide(
                List.of(model("bad", 1), model("good", 1)),
                Set.of("digest of bad"),
                List.of(),
                changed(0, 0),
                at(5),
                NOON);
        // Then
        assertThat(decision).isInstanceOfSatisfying(Decision.Build.class, build -> assertThat(
                        build.model().getModelId())
                .isEqualTo("good"));
    }

    @Test
    void buildsAgainWhenAFifthOfThePlaylistsChanged() {
        // Given
        var last = List.of(index("m", NOON.minus(Duration.ofMinutes(2))));
        // When
        Decision fewer = rule.decide(List.of(model("m", 1)), Set.of(), last, changed(19, 0), at(5), NOON);
        Decision enough = rule.decide(List.of(model("m", 1)), Set.of(), last, changed(20, 0), at(5), NOON);
        // Then
        assertThat(fewer).isInstanceOf(Decision.Rest.class);
        assertThat(enough).isInstanceOf(Decision.Build.class);
    }

    @Test
    void keepsThePauseHoweverMuchChanged() {
        // Given
        var last = List.of(index("m", NOON.minus(Duration.ofSeconds(59))));
        // When
        Decision decision = rule.decide(List.of(model("m", 1)), Set.of(), last, changed(5_000, 0), at(5), NOON);
        // Then
        assertThat(decision).isInstanceOf(Decision.Rest.class);
    }

    @Test
    void buildsAgainAfterTheIntervalOnlyWhenSomethingChanged() {
        // Given
        var last = List.of(index("m", NOON.minus(Duration.ofMinutes(15))));
        // When
        Decision nothing = rule.decide(List.of(model("m", 1)), Set.of(), last, changed(0, 0), at(5), NOON);
        Decision playlist = rule.decide(List.of(model("m", 1)), Set.of(), last, changed(1, 0), at(5), NOON);
        Decision track = rule.decide(List.of(model("m", 1)), Set.of(), last, changed(0, 1), at(5), NOON);
        // Then
        assertThat(nothing).isInstanceOf(Decision.Rest.class);
        assertThat(playlist).isInstanceOf(Decision.Build.class);
        assertThat(track).isInstanceOf(Decision.Build.class);
    }

    private static Extent changed(int playlists, long tracks) {
        return new Extent(100, 1_000, playlists, tracks, 0);
    }

    private static InputOffsets at(long offset) {
        return new InputOffsets(Map.of(Topics.PLAYLISTS.name(), Map.of(0, offset)));
    }

    private static ModelRelease model(String id, long readUpTo) {
        return ModelRelease.newBuilder()
                .setModelId(id)
                .setModel("test")
                .setDimension(2)
                .setTracks(1)
                .setPlaylists(1)
                .setMetrics(Map.of())
                .setLocation("models/" + id)
                .setManifestSha256("digest of " + id)
                .setBytes(1)
                .setInputOffsets(Map.of(Topics.PLAYLISTS.name(), Map.of("0", readUpTo)))
                .setConfigurationHash("")
                .setCodeVersion("test")
                .setSeed(1)
                .setCreatedAt(NOON)
                .build();
    }

    private static IndexRelease index(String modelId, Instant createdAt) {
        return IndexRelease.newBuilder()
                .setIndexId("index-of-" + modelId)
                .setModelId(modelId)
                .setPlaylists(100)
                .setTracks(1)
                .setLocation("indexes/index-of-" + modelId)
                .setManifestSha256("")
                .setBytes(1)
                .setInputOffsets(Map.of())
                .setConfigurationHash("")
                .setCodeVersion("test")
                .setSeed(0)
                .setCreatedAt(createdAt)
                .build();
    }
}
