package dev.segue.verification.recount;

import dev.segue.domain.TrackId;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.TrackAlias;
import dev.segue.verification.log.RecordLog;
import dev.segue.verification.log.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which ids are other names of recordings, by the last record that `track-aliases.v1` has of each: one that cannot be
/// read, and a tombstone, say that the id is none.
final class OtherNames {

    private static final String TOPIC = Topics.TRACK_ALIASES.name();
    private static final Wire<TrackAlias> ALIAS = Wire.of(Topics.TRACK_ALIASES.value());
    /// Ids that would take more bytes, with ten more for each, stay as they came.
    private static final long MOST_BYTES = 8L << 20;

    private static final int MORE_BYTES = 10;

    private final Map<String, String> names = new HashMap<>();
    private final Set<String> ever = new HashSet<>();

    /// Reads the topic to its end; there may be none.
    static OtherNames read(RecordLog log) {
        var names = new OtherNames();
        if (!log.extents(TOPIC).isEmpty()) {
            log.read(TOPIC, names::take);
        }
        return names;
    }

    private void take(StoredRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        String name = key == null ? null : Claims.utf8(key);
        if (name == null || !TrackId.isValid(name)) {
            return;
        }
        ever.add(name);
        names.remove(name);
        if (value != null
                && ALIAS.decode(value) instanceof Wire.Decoded.Read<TrackAlias>(TrackAlias alias)
                && alias.getAlias().equals(name)
                && TrackId.isValid(alias.getTrackId())) {
            names.put(name, alias.getTrackId());
        }
    }

    /// Whether one of the ids is another name, or was.
    boolean everAmong(List<String> ids) {
        return !ever.isEmpty() && ids.stream().anyMatch(ever::contains);
    }

    /// The ids that a playlist is counted by, each once, in order.
    ///
    /// @param came those that came; the answer when nothing else is said of any
    List<String> counted(List<String> came) {
        if (names.isEmpty() || came.stream().noneMatch(names::containsKey)) {
            return came;
        }
        List<String> counted = came.stream().map(this::recording).distinct().toList();
        long bytes = counted.stream()
                .mapToLong(id -> id.getBytes(StandardCharsets.UTF_8).length + MORE_BYTES)
                .sum();
        return bytes > MOST_BYTES ? came : counted;
    }

    /// The id at the end of the names; the smallest of those that go in a circle.
    private String recording(String id) {
        var passed = new ArrayList<String>();
        String at = id;
        for (String next = names.get(at); next != null; next = names.get(at)) {
            int before = passed.indexOf(at);
            if (before >= 0) {
                return Collections.min(passed.subList(before, passed.size()));
            }
            passed.add(at);
            at = next;
        }
        return at;
    }
}
