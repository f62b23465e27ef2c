package dev.segue.preprocessor.stream;

import static dev.segue.preprocessor.stream.RunningPreprocessor.PATIENCE;
import static dev.segue.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.schemas.Topics;
import dev.segue.testkit.Broker;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is lost is said, and nothing goes on without it.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LostStateTest {

    private static final String TABLE = "preprocessor-playlists-v1-playlist-table-changelog";
    private static final String TALLY = "preprocessor-playlists-v1-snapshot-tally-changelog";

    private final Broker broker = Broker.start();
    private final TopicSurgery topics = new TopicSurgery(broker);

    @TempDir
    Path folder;

    @BeforeEach
    void hasCounted() {
        var music = new ChangingMusic(broker, 3);
        try (var before = RunningPreprocessor.start(broker, folder.resolve("state"))) {
            music.change(60);
            before.awaitIdle();
        }
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void aChangelogThatIsGoneIsRefused() {
        // When
        topics.delete(TABLE);

        // Then
        assertRefused("Lost: the topic " + TABLE);
    }

    @Test
    void aChangelogThatIsEmptyIsRefused() {
        // When
        topics.recreate(TALLY, Topics.STREAM_PARTITIONS, Map.of("cleanup.policy", "compact"));

        // Then
        assertRefused("Lost: the records of " + TALLY);
    }

    @Test
    void aTableThatIsEmptyIsRefusedByTheTaskThatNeedsIt() {
        // When
        topics.recreate(TABLE, Topics.STREAM_PARTITIONS, Map.of("cleanup.policy", "compact"));

        // Then
        try (var after = start("new")) {
            eventually("the streams to give up", PATIENCE, () -> after.streams().hasGivenUp());
            assertThat(after.streams().state()).isIn("PENDING_ERROR", "ERROR", "PENDING_SHUTDOWN", "NOT_RUNNING");
        }
    }

    @Test
    void playlistsThatWereDeletedAndMadeAnewAreRefused() {
        // When
        topics.recreate(Topics.PLAYLISTS.name(), Topics.PLAYLISTS.partitions(), Topics.PLAYLISTS.settings());

        // Then
        assertRefused("Lost: playlists of playlists.v1: expected ");
    }

    @Test
    void playlistsThatWereCutAreRefused() {
        // When
        topics.cut(new TopicPartition(Topics.PLAYLISTS.name(), 1), 2);

        // Then
        assertRefused("Lost: records of playlists.v1-1: expected its beginning at 0, got 2");
    }

    private void assertRefused(String beginning) {
        assertThatThrownBy(() -> start("state"))
                .isInstanceOf(LostState.class)
                .hasMessageStartingWith(beginning)
                .hasMessageContaining("Count everything again");
        assertThatThrownBy(() -> start("other")).isInstanceOf(LostState.class);
    }

    private RunningPreprocessor start(String state) {
        return RunningPreprocessor.start(broker, folder.resolve(state));
    }
}
