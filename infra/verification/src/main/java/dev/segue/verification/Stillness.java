package dev.segue.verification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CorpusFigures;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.verification.check.Question;
import dev.segue.verification.check.Question.Reply;
import dev.segue.verification.log.KafkaLog;
import dev.segue.verification.log.RecordLog.Extent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Waits until the preprocessor has dealt with every snapshot and published every change, and nothing moves: only then
/// what it says can be compared with all of the raw topic.
public final class Stillness {

    private static final List<Topic<?>> MOVING = List.of(
            Topics.PLAYLIST_SNAPSHOTS,
            Topics.TRACK_ALIASES,
            Topics.PLAYLISTS,
            Topics.TRACKS,
            Topics.TRACK_NEIGHBOURS,
            Topics.PLAYLIST_STATISTICS,
            Topics.REJECTED_PLAYLISTS);

    private final KafkaLog log;
    private final @Nullable Question preprocessor;
    private final Duration between;
    private final Consumer<String> progress;

    /// @param preprocessor null when it is not to be asked; then its statistics topic is read
    /// @param between two looks that must find the same; longer than the preprocessor takes to publish
    public Stillness(KafkaLog log, @Nullable Question preprocessor, Duration between, Consumer<String> progress) {
        this.log = log;
        this.preprocessor = preprocessor;
        this.between = between;
        this.progress = progress;
    }

    /// What came of waiting.
    public sealed interface Rest {
        /// The log's ends are those of a platform at rest.
        record Found() implements Rest {}

        /// It did not come in time.
        ///
        /// @param why what was still going on
        record NotFound(String why) implements Rest {}
    }

    /// @param patience longest wait
    public Rest await(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Map<String, SortedMap<Integer, Extent>> before = ends();
            String busy = busy();
            if (busy == null) {
                Thread.sleep(between);
                if (before.equals(ends()) && busy() == null) {
                    return new Rest.Found();
                }
                busy = "records keep coming";
            }
            progress.accept("waiting for the preprocessor: " + busy);
            if (System.nanoTime() > deadline) {
                return new Rest.NotFound(busy);
            }
            Thread.sleep(between);
        }
    }

    /// Whether the topics still end where the log says.
    public boolean lasts() {
        var before = new HashMap<String, SortedMap<Integer, Extent>>();
        MOVING.forEach(topic -> before.put(topic.name(), log.extents(topic.name())));
        return before.equals(ends());
    }

    private Map<String, SortedMap<Integer, Extent>> ends() {
        log.refresh();
        var ends = new HashMap<String, SortedMap<Integer, Extent>>();
        MOVING.forEach(topic -> ends.put(topic.name(), log.extents(topic.name())));
        return ends;
    }

    /// What is still to be done; null when nothing is.
    private @Nullable String busy() throws InterruptedException {
        if (preprocessor == null) {
            return unread();
        }
        return switch (preprocessor.get("/v1/statistics")) {
            case Reply.NotFound missing -> "it has no statistics";
            case Reply.Refused(String why) -> why;
            case Reply.Said(JsonNode body) -> {
                long snapshots = body.path("lag").asLong();
                long edits = body.path("pendingEdits").asLong();
                long lists = body.path("pendingNeighbours").asLong();
                yield snapshots + edits + lists == 0
                        ? uncounted()
                        : snapshots + " snapshots or aliases, " + edits + " edits and " + lists
                                + " lists are to be done";
            }
        };
    }

    private @Nullable String unread() {
        Map<String, PlaylistStatistics> told = statistics();
        for (var partition : log.extents(Topics.PLAYLIST_SNAPSHOTS.name()).entrySet()) {
            long end = partition.getValue().end();
            PlaylistStatistics of = told.get("partition-" + partition.getKey());
            long at = of == null ? 0 : of.getInputOffset();
            if (at < end) {
                return "partition " + partition.getKey() + " is read to " + at + " of " + end;
            }
        }
        return null;
    }

    /// The numbers of the corpus follow some seconds after the playlists.
    private @Nullable String uncounted() {
        PlaylistStatistics told = statistics().get("corpus");
        CorpusFigures figures = told == null ? null : told.getCorpus();
        List<Long> read = figures == null ? List.of() : figures.getPlaylistOffsets();
        for (var partition : log.extents(Topics.PLAYLISTS.name()).entrySet()) {
            long end = partition.getValue().end();
            long at = partition.getKey() < read.size() ? read.get(partition.getKey()) : 0;
            if (at < end) {
                return "the statistics of the corpus are not there yet";
            }
        }
        return null;
    }

    private Map<String, PlaylistStatistics> statistics() {
        var told = new HashMap<String, PlaylistStatistics>();
        Wire<PlaylistStatistics> wire = Wire.of(Topics.PLAYLIST_STATISTICS.value());
        log.read(Topics.PLAYLIST_STATISTICS.name(), record -> {
            byte[] key = record.key();
            byte[] value = record.value();
            if (key != null
                    && value != null
                    && wire.decode(value) instanceof Wire.Decoded.Read<PlaylistStatistics>(var statistics)) {
                told.put(new String(key, StandardCharsets.UTF_8), statistics);
            }
        });
        return told;
    }
}
