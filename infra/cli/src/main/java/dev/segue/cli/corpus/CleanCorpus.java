package dev.segue.cli.corpus;

import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.statistics.CorpusSnapshot;
import dev.segue.verification.log.RecordLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/// The clean playlists of `playlists.v1` as they are now, tracks by number.
///
/// @param playlistIds sorted
/// @param playlists tracks in order, in the order of the ids; shared, not copied
/// @param saves in the order of the ids; -1 when they are not known; shared, not copied
/// @param trackIds by track number
public record CleanCorpus(List<String> playlistIds, List<int[]> playlists, long[] saves, List<String> trackIds) {

    private static final long UNKNOWN = -1;

    public CleanCorpus {
        playlistIds = List.copyOf(playlistIds);
        playlists = List.copyOf(playlists);
        trackIds = List.copyOf(trackIds);
    }

    private record Held(int[] tracks, long saves) {}

    /// Reads the topic to its end. Records that are no playlists are passed over; `segue verify` tells of them.
    public static CleanCorpus read(RecordLog log) {
        Wire<CleanPlaylist> wire = Wire.of(Topics.PLAYLISTS.value());
        var held = new TreeMap<String, Held>();
        var numbers = new HashMap<String, Integer>();
        log.read(Topics.PLAYLISTS.name(), record -> {
            byte[] key = record.key();
            byte[] value = record.value();
            if (key == null) {
                return;
            }
            String id = new String(key, StandardCharsets.UTF_8);
            if (value == null) {
                held.remove(id);
            } else if (wire.decode(value) instanceof Wire.Decoded.Read<CleanPlaylist>(CleanPlaylist playlist)) {
                Long saves = playlist.getSaves();
                held.put(id, new Held(numbered(playlist.getTracks(), numbers), saves == null ? UNKNOWN : saves));
            }
        });
        var trackIds = new String[numbers.size()];
        numbers.forEach((id, number) -> trackIds[number] = id);
        return new CleanCorpus(
                new ArrayList<>(held.keySet()),
                held.values().stream().map(Held::tracks).toList(),
                held.values().stream().mapToLong(Held::saves).toArray(),
                List.of(trackIds));
    }

    /// The playlists as statistics are made of.
    public CorpusSnapshot snapshot() {
        int[] lots = playlistIds.stream()
                .mapToInt(id -> {
                    var checksum = new CRC32();
                    checksum.update(id.getBytes(StandardCharsets.UTF_8));
                    return (int) checksum.getValue();
                })
                .toArray();
        return CorpusSnapshot.of(playlists, saves, lots, trackIds.size());
    }

    private static int[] numbered(List<String> tracks, Map<String, Integer> numbers) {
        return tracks.stream()
                .mapToInt(track -> numbers.computeIfAbsent(track, unseen -> numbers.size()))
                .toArray();
    }
}
