package dev.segue.verification;

import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.verification.log.CopiedLog;
import dev.segue.verification.log.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// The topics in memory; keys go to partitions by their hash.
final class WrittenLog implements HandMadePlatform.Sink {

    static final int PARTITIONS = 2;

    final CopiedLog log = new CopiedLog();
    private final Map<String, Long> next = new HashMap<>();

    WrittenLog() {
        Topics.ALL.forEach(topic -> log.topic(topic.name(), PARTITIONS));
    }

    @Override
    public long[] send(Topic<?> topic, @Nullable String key, byte @Nullable [] value, Headers headers) {
        int partition = key == null ? 0 : Math.floorMod(key.hashCode(), PARTITIONS);
        long offset = next.merge(topic.name() + partition, 1L, Long::sum) - 1;
        log.add(
                topic.name(),
                new StoredRecord(
                        partition,
                        offset,
                        0,
                        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                        value,
                        headers(headers)));
        return new long[] {partition, offset};
    }

    private static Map<String, byte[]> headers(Headers headers) {
        var copy = new HashMap<String, byte[]>();
        headers.forEach(header -> copy.put(header.key(), header.value()));
        return copy;
    }

    /// Leaves an offset without a record, as compaction does.
    void skip(Topic<?> topic, int partition) {
        next.merge(topic.name() + partition, 1L, Long::sum);
    }
}
