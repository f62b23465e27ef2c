package dev.segue.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/// Reads tables of pairs, `playlist_id,track_id`: a playlist is its rows in the order of the file. A playlist in many
/// files is one; where a later file names a track again, the later place counts. A playlist whose track ids only
/// ascend was sorted: its order is lost.
final class PairTable {

    private static final List<String> COLUMNS = List.of("playlist_id", "track_id");

    private PairTable() {}

    /// @throws dev.segue.domain.SegueException with MALFORMED_FILE: which file, which line, what
    static void read(Path path, Dataset dataset) {
        Map<String, SequencedSet<String>> playlists = new LinkedHashMap<>();
        var read = new ArrayList<Path>();
        for (Path file : DataFiles.find(path, ".csv")) {
            try (var rows = new Csv(file, COLUMNS)) {
                if (rows.has(0) && rows.has(1)) {
                    merge(playlists, rows);
                    read.add(file);
                }
            } catch (IOException e) {
                throw DataFiles.unreadable(file, e);
            }
        }
        if (read.isEmpty()) {
            throw DataFiles.malformed(path, "", "expected a header with " + COLUMNS + ", found none");
        }
        String name = read.getFirst().getFileName().toString();
        playlists.forEach((id, tracks) -> dataset.add(
                new Listed(id, null, tracks.stream().mapToInt(dataset::track).toArray(), !ascends(tracks), name, 0)));
    }

    private static void merge(Map<String, SequencedSet<String>> playlists, Csv rows) throws IOException {
        Map<String, SequencedSet<String>> here = new LinkedHashMap<>();
        for (String[] row = rows.next(); row != null; row = rows.next()) {
            if (row[0].isEmpty() || row[1].isEmpty()) {
                throw rows.malformed("expected a playlist and a track, got '" + row[0] + "' and '" + row[1] + "'");
            }
            here.computeIfAbsent(row[0], id -> new LinkedHashSet<>()).add(row[1]);
        }
        here.forEach((id, tracks) -> {
            var held = playlists.computeIfAbsent(id, unseen -> new LinkedHashSet<>());
            tracks.forEach(held::addLast);
        });
    }

    private static boolean ascends(SequencedSet<String> tracks) {
        String before = "";
        for (String track : tracks) {
            if (before.length() > track.length() || before.length() == track.length() && before.compareTo(track) > 0) {
                return false;
            }
            before = track;
        }
        return true;
    }
}
