package dev.segue.preprocessor.stream;

import static dev.segue.preprocessor.stream.RunningPreprocessor.PATIENCE;
import static dev.segue.testkit.Eventually.eventuallyPasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.stream.RunningPreprocessor.Options;
import dev.segue.testkit.Broker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ends in the middle of things: nothing is lost, nothing is counted twice. And where nothing protects from it, the
/// same checks see it.
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class CrashTest {

    private static final String SUPPLIER = "default.client.supplier";
    private static final String TABLE = PlaylistTopology.APPLICATION_ID + "-playlist-table-changelog";
    /// As a stateful set gives it: who comes back is known at once, nobody waits for the dead.
    private static final Map<String, String> SAME_MEMBER = Map.of("group.instance.id", "preprocessor-0");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHaltInATransactionLosesNothingAndCountsNothingTwice(boolean stateIsKept) {
        try (var broker = Broker.start()) {
            // Given
            var music = new ChangingMusic(broker, 21);
            music.change(150);
            music.rename(20);

            // When
            for (int crash = 0; crash < 2; crash++) {
                Path state = folder.resolve(stateIsKept ? "state" : "state" + crash);
                try (var process = PreprocessorProcess.start(broker.bootstrapServers(), state, haltAfter(25))) {
                    assertThat(process.awaitEnd(PATIENCE)).as(process::tail).isEqualTo(HaltAfterAcknowledged.EXIT);
                }
                music.change(60);
                music.rename(20);
            }

            // Then
            Path state = folder.resolve(stateIsKept ? "state" : "last");
            try (var last = PreprocessorProcess.start(broker.bootstrapServers(), state, SAME_MEMBER);
                    var statistics = statistics(broker)) {
                eventuallyPasses(PATIENCE, music::assertPublished);
                eventuallyPasses(PATIENCE, () -> music.assertEverySnapshotHasOneOutcome(statistics));
                assertThat(last.tail()).isNotEmpty();
            }
        }
    }

    @Test
    void withoutTransactionsTheSameHaltIsSeen() {
        try (var broker = Broker.start()) {
            // Given
            var music = new ChangingMusic(broker, 21);
            music.change(150);
            var atLeastOnce = new HashMap<>(haltAfter(60));
            atLeastOnce.put("processing.guarantee", "at_least_once");
            atLeastOnce.put("commit", "PT10S");
            try (var process =
                    PreprocessorProcess.start(broker.bootstrapServers(), folder.resolve("state"), atLeastOnce)) {
                assertThat(process.awaitEnd(PATIENCE)).as(process::tail).isEqualTo(HaltAfterAcknowledged.EXIT);
            }

            // When
            var settings = Map.of("group.instance.id", "preprocessor-0", "processing.guarantee", "at_least_once");
            try (var again = RunningPreprocessor.start(broker, folder.resolve("other"), Options.USUAL.with(settings))) {
                again.awaitIdle();

                // Then
                var total = again.statistics().total();
                assertThat(total.playlists()).as("the tally of %s", total).isLessThan(music.cleanPlaylists());
                assertThatThrownBy(() -> music.assertEverySnapshotHasOneOutcome(again.statistics()))
                        .isInstanceOf(AssertionError.class);
            }
        }
    }

    @Test
    void aTransactionWithoutAnswerIsDoneAgainByAllTasksOfItsThread() {
        try (var broker = Broker.start()) {
            // Given
            var music = new ChangingMusic(broker, 22);
            var failing = Options.USUAL.with(Map.of(SUPPLIER, FailingClients.OfCommits.class.getName()));
            try (var running = RunningPreprocessor.start(broker, folder.resolve("state"), failing)) {

                // When
                while (FailingClients.OfCommits.FAILURES.get() < FailingClients.MOST) {
                    music.change(40);
                }

                // Then
                eventuallyPasses(PATIENCE, music::assertPublished);
                eventuallyPasses(PATIENCE, () -> music.assertEverySnapshotHasOneOutcome(running.statistics()));
            }
        }
    }

    @Test
    void aTaskFoundCorruptedIsBuiltAnew() {
        try (var broker = Broker.start()) {
            // Given
            var music = new ChangingMusic(broker, 22);
            var failing = Options.USUAL.with(Map.of(SUPPLIER, FailingClients.OfRecords.class.getName()));
            try (var running = RunningPreprocessor.start(broker, folder.resolve("state"), failing)) {

                // When
                while (FailingClients.OfRecords.FAILURES.get() < FailingClients.MOST) {
                    music.change(40);
                }

                // Then
                eventuallyPasses(PATIENCE, music::assertPublished);
                eventuallyPasses(PATIENCE, () -> music.assertEverySnapshotHasOneOutcome(running.statistics()));
            }
        }
    }

    private static Map<String, String> haltAfter(int records) {
        var settings = new HashMap<>(SAME_MEMBER);
        settings.put("producer.interceptor.classes", HaltAfterAcknowledged.class.getName());
        settings.put("producer." + HaltAfterAcknowledged.TOPIC, TABLE);
        settings.put("producer." + HaltAfterAcknowledged.RECORDS, Integer.toString(records));
        return settings;
    }

    private static CommittedStatistics statistics(Broker broker) {
        var statistics =
                new CommittedStatistics(new KafkaSettings(broker.bootstrapServers(), Optional.empty(), Map.of()));
        statistics.start();
        return statistics;
    }
}
