package dev.segue.domain;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Up to where topics were read: topic to partition to the offset of the next record not read. Two artefacts made
/// from equal offsets by the same code, configuration and seed are the same artefact.
///
/// @param byTopic sorted by topic and partition, so that its text form is canonical
public record InputOffsets(Map<String, Map<Integer, Long>> byTopic) {

    public static final InputOffsets NONE = new InputOffsets(Map.of());

    public InputOffsets {
        var copy = new TreeMap<String, Map<Integer, Long>>();
        byTopic.forEach((topic, partitions) -> copy.put(topic, Collections.unmodifiableMap(new TreeMap<>(partitions))));
        byTopic = Collections.unmodifiableMap(copy);
    }

    /// The offsets of one topic; empty when it was not read.
    public Map<Integer, Long> of(String topic) {
        return byTopic.getOrDefault(topic, Map.of());
    }

    /// Canonical text, as in `playlists.v1:0=12,1=9 tracks.v1:0=4`.
    @Override
    public String toString() {
        return byTopic.entrySet().stream()
                .map(topic -> topic.getKey() + ":"
                        + topic.getValue().entrySet().stream()
                                .map(at -> at.getKey() + "=" + at.getValue())
                                .collect(Collectors.joining(",")))
                .collect(Collectors.joining(" "));
    }
}
