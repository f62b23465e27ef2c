package dev.segue.preprocessor.stream;

import static dev.segue.testkit.Eventually.eventuallyPasses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.preprocessor.counting.AnchorTable;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.CountedCorpus.Origin;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.preprocessor.counting.Remembered;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CorpusFigures;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.testkit.Broker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CorpusFiguresPublisherTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final NeighbourRules RULES = new NeighbourRules(2, 20, 1);
    private static final PlaylistSettings SETTINGS = new PlaylistSettings(
            new Filters(7, UnknownSaves.KEEP, 1, 100),
            RULES,
            Duration.ofMillis(100),
            Duration.ofMillis(50),
            Duration.ofMillis(200));

    private static Broker broker;

    private final CountedCorpus corpus = new CountedCorpus(RULES, 1, track -> 0, 1);
    private long offset;

    @BeforeAll
    static void startBroker() {
        broker = Broker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void tellsTheNumbersOfTheCorpusAndTellsThemAgainWhenItHasChanged() throws Exception {
        // Given
        AnchorTable owned = corpus.open(0, Remembered.NOTHING);
        for (int i = 0; i < 100; i++) {
            hold(
                    "p" + i,
                    i % 10 == 0 ? -1 : i,
                    IntStream.range(i, i + 5).mapToObj(track -> "t:" + track).toList());
        }

        // When
        try (var publisher = publisher()) {
            publisher.start();

            // Then
            eventuallyPasses(PATIENCE, () -> {
                PlaylistStatistics told = told();
                CorpusFigures figures = Objects.requireNonNull(told.getCorpus());
                assertThat(told.getPlaylists()).isEqualTo(100);
                assertThat(told.getEntries()).isEqualTo(500);
                assertThat(figures.getTracks()).isEqualTo(104);
                assertThat(figures.getRules().getMinimumSaves()).isEqualTo(7);
                assertThat(figures.getSourceOffsets()).containsExactly(100L);
                assertThat(figures.getPlaylistOffsets()).containsExactly(100L);
                assertThat(figures.getUnknownSaves()).isEqualTo(10);
                assertThat(figures.getSaves().getMaximum()).isEqualTo(99);
                assertThat(figures.getTracksPerPlaylist().getMean()).isEqualTo(5);
                // A track in the middle: the two before and the two after it
                assertThat(figures.getNeighbours().getQuantiles()).containsEntry("0.5", 4L);
                assertThat(figures.getHubs().getFewestNeighbours()).isEqualTo(4);
                assertThat(figures.getSimilarity().getTraining()
                                + figures.getSimilarity().getHeldOut())
                        .isEqualTo(100);
                assertThat(figures.getSimilarity().getNear().getFirst().getMean())
                        .isGreaterThan(figures.getSimilarity().getNear().get(3).getMean());
            });

            // When: one is edited, and one is gone
            hold("p99", 7, List.of("t:1", "t:2"));
            hold("p98", -1, List.of());

            // Then
            eventuallyPasses(PATIENCE, () -> {
                assertThat(told().getPlaylists()).isEqualTo(99);
                assertThat(told().getEntries()).isEqualTo(492);
                assertThat(Objects.requireNonNull(told().getCorpus()).getSaves().getMaximum())
                        .isEqualTo(97);
            });
        }
        corpus.close(owned);
    }

    @Test
    void onlyTheOwnerOfTheFirstPartitionTells() throws Exception {
        // Given
        hold("p1", 1, List.of("t:1", "t:2"));
        var other = new CountedCorpus(RULES, 1, track -> 0, 1);
        other.write(() -> other.replace("p1", List.of("t:1", "t:2", "t:3"), new Origin(0, 0), new Origin(0, 0)));
        AnchorTable owned = other.open(0, Remembered.NOTHING);

        // When: both have had their turn
        try (var idle = publisher();
                var teller = publisher(other)) {
            idle.start();
            teller.start();
            eventuallyPasses(PATIENCE, () -> assertThat(told().getEntries()).isEqualTo(3));
            other.write(() -> other.replace("p2", List.of("t:1"), new Origin(0, 1), new Origin(0, 1)));
            eventuallyPasses(PATIENCE, () -> assertThat(told().getEntries()).isEqualTo(4));
        }
        other.close(owned);

        // Then
        assertThat(broker.values(Topics.PLAYLIST_STATISTICS))
                .extracting(PlaylistStatistics::getEntries)
                .doesNotContain(2L);
    }

    private void hold(String playlistId, long saves, List<String> tracks) {
        corpus.write(() -> {
            corpus.replace(playlistId, tracks, new Origin(0, offset), new Origin(0, offset));
            corpus.saves(playlistId, saves);
            offset++;
        });
    }

    private static PlaylistStatistics told() {
        PlaylistStatistics told = broker.table(Topics.PLAYLIST_STATISTICS).get("corpus");
        assertThat(told).isNotNull();
        return Objects.requireNonNull(told);
    }

    private CorpusFiguresPublisher publisher() {
        return publisher(corpus);
    }

    private static CorpusFiguresPublisher publisher(CountedCorpus of) {
        return new CorpusFiguresPublisher(
                of,
                SETTINGS,
                new KafkaSettings(broker.bootstrapServers(), Optional.empty(), Map.of()),
                Duration.ofMillis(20));
    }
}
