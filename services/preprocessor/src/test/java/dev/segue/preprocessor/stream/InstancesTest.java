package dev.segue.preprocessor.stream;

import static dev.segue.preprocessor.stream.RunningPreprocessor.PATIENCE;
import static dev.segue.testkit.Eventually.eventually;
import static dev.segue.testkit.Eventually.eventuallyPasses;
import static dev.segue.testkit.Playlists.track;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.preprocessor.stream.RunningPreprocessor.Options;
import dev.segue.testkit.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several instances, several partitions: the answers are those of one.
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class InstancesTest {

    @TempDir
    Path folder;

    @Test
    void instancesThatComeAndGoGiveTheAnswersOfOne() {
        try (var broker = Broker.start()) {
            // Given
            var music = new ChangingMusic(broker, 11);
            try (var first = start(broker, "first", 0)) {
                music.change(80);
                music.rename(20);

                // When
                try (var second = start(broker, "second", 0);
                        var third = start(broker, "third", 0)) {
                    music.change(80);
                    first.stopAbruptly();
                    music.rename(20);
                    music.change(60);
                    third.close();
                    music.rename(20);
                    try (var fourth = start(broker, "fourth", 0)) {
                        music.change(60);

                        // Then
                        eventuallyPasses(PATIENCE, music::assertPublished);
                        eventuallyPasses(PATIENCE, () -> music.assertEverySnapshotHasOneOutcome(second.statistics()));
                        eventuallyPasses(
                                PATIENCE, () -> assertThat(fourth.corpus().neighbours(track("t1"), 10, 20))
                                        .usingRecursiveComparison()
                                        .isEqualTo(second.corpus().neighbours(track("t1"), 10, 20)));
                    }
                }
            }
        }
    }

    @Test
    void aStandbyKeepsEveryStoreAndTakesOver() {
        try (var broker = Broker.start()) {
            // Given
            var music = new ChangingMusic(broker, 12);
            try (var first = start(broker, "first", 1);
                    var second = start(broker, "second", 1)) {
                music.change(80);
                eventuallyPasses(PATIENCE, music::assertPublished);
                eventually(
                        "both to have every task",
                        PATIENCE,
                        () -> tasks("first").equals(tasks("second"))
                                && tasks("first").size()
                                        == Partitions.OF_TOPICS.snapshots() + Partitions.OF_TOPICS.anchors());

                // When
                first.stopAbruptly();
                music.rename(20);
                music.change(80);

                // Then
                eventuallyPasses(PATIENCE, music::assertPublished);
                eventuallyPasses(PATIENCE, () -> music.assertEverySnapshotHasOneOutcome(second.statistics()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void theNumberOfPartitionsDoesNotMatter(int number) {
        try (var broker = Broker.start()) {
            // Given
            var partitions = new Partitions(number, number);
            new TopicSurgery(broker).repartition(partitions);
            var music = new ChangingMusic(broker, 13, partitions);

            // When
            try (var only = RunningPreprocessor.start(broker, folder.resolve("only"), Options.USUAL.with(partitions))) {
                music.change(80);
                music.change(60);

                // Then
                eventuallyPasses(PATIENCE, music::assertPublished);
                eventuallyPasses(PATIENCE, () -> music.assertEverySnapshotHasOneOutcome(only.statistics()));

                // When
                music.deleteAll();

                // Then
                eventuallyPasses(PATIENCE, music::assertPublished);
            }
        }
    }

    private RunningPreprocessor start(Broker broker, String name, int standbys) {
        return RunningPreprocessor.start(broker, folder.resolve(name), Options.USUAL.with(standbys));
    }

    /// The tasks that an instance has a folder for.
    private List<String> tasks(String name) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve(name).resolve(PlaylistTopology.APPLICATION_ID))) {
            return all.map(task -> task.getFileName().toString())
                    .filter(task -> task.matches("[0-9]+_[0-9]+"))
                    .sorted()
                    .toList();
        }
    }
}
