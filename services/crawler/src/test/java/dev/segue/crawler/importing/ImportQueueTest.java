package dev.segue.crawler.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.schemas.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportQueueTest {

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<String> sent = new ConcurrentLinkedQueue<>();
    private @Nullable ApiException failure;
    private int failFrom = Integer.MAX_VALUE;

    /// A broker that acknowledges at once, and from one playlist on refuses the rest with the failure, once.
    private Producer<String, byte[]> producer() {
        return new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
                boolean isPlaylist = record.topic().equals(Topics.PLAYLIST_SNAPSHOTS.name());
                if (isPlaylist && sent.size() >= failFrom) {
                    ApiException failed = failure;
                    failFrom = failed instanceof TimeoutException ? Integer.MAX_VALUE : failFrom;
                    sendException = failed;
                    try {
                        callback.onCompletion(null, failed);
                        return java.util.concurrent.CompletableFuture.failedFuture(failed);
                    } finally {
                        sendException = null;
                    }
                }
                if (isPlaylist) {
                    sent.add(record.key());
                }
                return super.send(record, callback);
            }
        };
    }

    @Test
    void anImportGoesOnFromItsCheckpointWhenTheBrokerWasAway() throws InterruptedException {
        // Given
        Path file = Slices.write(folder.resolve("slice.json"), 0, 9, 1);
        failure = new TimeoutException("away");
        failFrom = 5;

        // When
        ImportReport report;
        try (var imports = Imports.with(folder, this::producer)) {
            report = imports.run(file);
        }

        // Then
        assertThat(report.state()).isEqualTo(ImportState.DONE);
        assertThat(report.records()).isEqualTo(new ImportReport.Records(9, 9, 0, 0));
        assertThat(sent)
                .as("0 to 3 are behind the second checkpoint, 4 was sent after it")
                .containsExactly(
                        "mpd:0", "mpd:1", "mpd:2", "mpd:3", "mpd:4", "mpd:4", "mpd:5", "mpd:6", "mpd:7", "mpd:8");
    }

    @Test
    void anImportFailsWhenARecordWouldBeRefusedAgainAndAgain() throws InterruptedException {
        // Given
        Path file = Slices.write(folder.resolve("slice.json"), 0, 9, 1);
        failure = new RecordTooLargeException("too large");
        failFrom = 5;

        // When
        ImportReport report;
        try (var imports = Imports.with(folder, this::producer)) {
            report = imports.run(file);
        }

        // Then
        assertThat(report.state()).isEqualTo(ImportState.FAILED);
        assertThat(report.failure()).contains("too large");
    }

    @Test
    void aPlaylistAboveTheLimitIsRefusedAndTheOthersArePublished() throws InterruptedException {
        // Given
        Slices.write(folder.resolve("long.json"), 100, 1, 90_000);
        Slices.write(folder.resolve("short.json"), 200, 2, 2);

        // When
        ImportReport report;
        double refused;
        try (var imports = Imports.with(folder.resolve("spill"), this::producer)) {
            report = imports.run(folder);
            refused = imports.counted(ImportMeters.RECORDS_REFUSED);
        }

        // Then
        assertThat(report.state()).isEqualTo(ImportState.PARTIAL);
        assertThat(report.records()).isEqualTo(new ImportReport.Records(3, 2, 1, 0));
        assertThat(report.errors()).singleElement().satisfies(flaw -> assertThat(flaw.expected())
                .startsWith("a playlist of at most 8388608 bytes"));
        assertThat(refused).isEqualTo(1);
    }

    @Test
    void everyFileOfARunHasItsOwnLuck() throws InterruptedException, java.io.IOException {
        // Given
        java.nio.file.Files.writeString(folder.resolve("a.json"), "no json");
        Slices.write(folder.resolve("b.json"), 0, 2, 2);
        java.nio.file.Files.writeString(folder.resolve("c.json"), "");

        // When
        ImportReport report;
        try (var imports = Imports.with(folder, this::producer)) {
            report = imports.run(folder);
        }

        // Then
        assertThat(report.state()).isEqualTo(ImportState.PARTIAL);
        assertThat(report.files()).isEqualTo(new ImportReport.Files(3, 1, 0, 2));
        assertThat(report.errors())
                .extracting(flaw -> flaw.got())
                .containsExactly("a file that begins with no json", "an empty file");
        assertThat(sent).containsExactly("mpd:0", "mpd:1");
    }

    @Test
    void anEmptyFolderFailsAndSaysSo() throws InterruptedException {
        // Given
        List<ImportReport> reports;

        // When
        try (var imports = Imports.with(folder, this::producer)) {
            imports.run(folder);
            reports = imports.queue().reports();
        }

        // Then
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.state()).isEqualTo(ImportState.FAILED);
            assertThat(report.errors()).singleElement().satisfies(flaw -> assertThat(flaw.expected())
                    .isEqualTo("playlist files"));
        });
    }

    @Test
    void aPathWithNothingIsRefusedAtOnce() throws InterruptedException {
        // Given
        try (var imports = Imports.with(folder, this::producer)) {

            // When / Then
            assertThatThrownBy(() -> imports.run(folder.resolve("nothing")))
                    .isInstanceOfSatisfying(
                            SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
            assertThat(imports.entries()).isZero();
        }
    }
}
