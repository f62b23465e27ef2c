package dev.segue.crawler.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.crawler.publishing.Publisher;
import dev.segue.domain.PlaylistId;
import dev.segue.platform.KafkaSettings;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.testkit.Broker;
import dev.segue.testkit.BrokerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class ImportsOnABrokerTest {

    @TempDir
    Path folder;

    private final Broker broker;

    ImportsOnABrokerTest(Broker broker) {
        this.broker = broker;
    }

    private List<ConsumerRecord<String, PlaylistSnapshot>> records(int first, int count) {
        return broker.read(Topics.PLAYLIST_SNAPSHOTS).stream()
                .filter(record -> {
                    int pid = Integer.parseInt(record.key().substring("mpd:".length()));
                    return pid >= first && pid < first + count;
                })
                .toList();
    }

    private static List<String> ids(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(pid -> "mpd:" + pid)
                .toList();
    }

    private Imports imports(String name) throws InterruptedException {
        return Imports.on(broker.bootstrapServers(), folder.resolve("spill"), name, 4);
    }

    @Test
    void importingTwicePublishesOnce() throws InterruptedException {
        // Given
        Path file = Slices.write(folder.resolve("slice.json"), 1_000, 25, 3);
        ImportReport first;
        try (var imports = imports("once")) {
            first = imports.run(file);
        }
        Map<Integer, Long> ends = broker.endOffsets(Topics.PLAYLIST_SNAPSHOTS);

        // When
        ImportReport second;
        try (var imports = imports("twice")) {
            second = imports.run(file);
        }

        // Then
        assertThat(first.state()).isEqualTo(ImportState.DONE);
        assertThat(first.records()).isEqualTo(new ImportReport.Records(25, 25, 0, 0));
        assertThat(first.files()).isEqualTo(new ImportReport.Files(1, 1, 0, 0));
        assertThat(first.bytes().done()).isEqualTo(first.bytes().total()).isPositive();
        assertThat(ends).containsAllEntriesOf(first.endOffsets());
        assertThat(second.state()).isEqualTo(ImportState.DONE);
        assertThat(second.records()).isEqualTo(new ImportReport.Records(0, 0, 0, 25));
        assertThat(second.files()).isEqualTo(new ImportReport.Files(1, 0, 1, 0));
        assertThat(broker.endOffsets(Topics.PLAYLIST_SNAPSHOTS)).isEqualTo(ends);
        assertThat(records(1_000, 25))
                .extracting(ConsumerRecord::key)
                .containsExactlyInAnyOrderElementsOf(ids(1_000, 25));
    }

    @Test
    void aFileThatChangedIsImportedAgain() throws InterruptedException, IOException {
        // Given
        Path file = Slices.write(folder.resolve("slice.json"), 2_000, 5, 3);
        try (var imports = imports("changed")) {
            imports.run(file);
            Slices.write(file, 2_000, 6, 3);
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-02-02T02:02:02Z")));

            // When
            ImportReport report = imports.run(file);

            // Then
            assertThat(report.records()).isEqualTo(new ImportReport.Records(6, 6, 0, 0));
        }
        assertThat(records(2_000, 6)).hasSize(11);
    }

    @Test
    void aProcessThatIsKilledIsGoneOnWithByTheNextFromTheLastCheckpoint() throws InterruptedException, IOException {
        // Given
        int playlists = 3_000;
        Path file = Slices.write(folder.resolve("slice.json"), 10_000, playlists, 80);
        long before;
        try (var process =
                ImportProcess.start(broker.bootstrapServers(), file, folder.resolve("spill"), "killed", 20, "256m")) {
            before = process.awaitPublished(300);
            process.kill();
        }

        // When
        ImportReport report;
        try (var imports = imports("next")) {
            report = imports.await("killed-1");
        }

        // Then
        assertThat(report.state()).isEqualTo(ImportState.DONE);
        assertThat(report.records()).isEqualTo(new ImportReport.Records(playlists, playlists, 0, 0));
        var records = records(10_000, playlists);
        assertThat(records.stream().map(ConsumerRecord::key).distinct())
                .containsExactlyInAnyOrderElementsOf(ids(10_000, playlists));
        assertThat(records.size() - playlists)
                .as("records sent again: fewer than from the beginning")
                .isLessThan((int) before);
        assertThat(broker.endOffsets(Topics.PLAYLIST_SNAPSHOTS)).containsAllEntriesOf(report.endOffsets());
    }

    @Test
    void aSliceOf35MegabytesIsImportedInAHeapOf64() throws InterruptedException, IOException {
        // Given
        Path file = Slices.write(folder.resolve("slice.json"), 20_000, 1_500, 115);
        assertThat(Files.size(file)).isBetween(35L << 20, 45L << 20);

        // When
        String end;
        try (var process =
                ImportProcess.start(broker.bootstrapServers(), file, folder.resolve("spill"), "small", 500, "64m")) {
            end = process.awaitEnd();
        }

        // Then
        assertThat(end).isEqualTo("done");
        assertThat(records(20_000, 1_500)).hasSize(1_500);
    }

    @Test
    void reportsOutliveTheProcess() throws InterruptedException {
        // Given
        Slices.write(folder.resolve("a.json"), 3_000, 2, 1);
        write(
                folder.resolve("b.json"),
                "{\"playlists\": [{\"pid\": 3002, \"tracks\": []}, {\"pid\": true, \"tracks\": []}, {\"pid\": ");
        write(folder.resolve("c.json"), "{}");
        ImportReport ended;
        try (var imports = imports("report")) {
            ended = imports.run(folder);
        }

        // When
        Optional<ImportReport> later;
        ImportReport again;
        try (var imports = imports("reader")) {
            later = imports.queue().report("report-1");
            again = imports.run(folder);
        }

        // Then
        assertThat(ended.state()).isEqualTo(ImportState.PARTIAL);
        assertThat(ended.records()).isEqualTo(new ImportReport.Records(5, 3, 2, 0));
        assertThat(ended.files()).isEqualTo(new ImportReport.Files(3, 2, 0, 1));
        assertThat(ended.errorsTotal()).isEqualTo(3);
        assertThat(ended.errors())
                .extracting(flaw -> Path.of(flaw.file()).getFileName().toString())
                .containsExactly("c.json", "b.json", "b.json");
        assertThat(later).contains(ended);
        assertThat(again.state()).isEqualTo(ImportState.PARTIAL);
        assertThat(again.records()).isEqualTo(new ImportReport.Records(0, 0, 0, 5));
        assertThat(again.errors()).isEqualTo(ended.errors());
    }

    @Test
    void aPlaylistThatIsGoneIsATombstone() throws InterruptedException {
        // Given
        try (var imports = imports("gone")) {
            imports.run(Slices.write(folder.resolve("slice.json"), 4_000, 2, 1));
        }
        var kafka = new KafkaSettings(broker.bootstrapServers(), Optional.empty(), Map.of());

        // When
        Publisher.Acknowledged at;
        try (var publisher = new Publisher(
                new KafkaProducer<>(kafka.producer("gone"), new StringSerializer(), new ByteArraySerializer()), 1024)) {
            at = publisher.goneAcknowledged(new PlaylistId("mpd:4000"), Duration.ofSeconds(30));
        }

        // Then
        assertThat(records(4_000, 2))
                .filteredOn(record -> record.value() == null)
                .singleElement()
                .satisfies(tombstone -> {
                    assertThat(tombstone.key()).isEqualTo("mpd:4000");
                    assertThat(tombstone.partition()).isEqualTo(at.partition());
                    assertThat(tombstone.offset()).isEqualTo(at.offset());
                });
        assertThat(broker.table(Topics.PLAYLIST_SNAPSHOTS))
                .containsKey("mpd:4001")
                .doesNotContainKey("mpd:4000");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
