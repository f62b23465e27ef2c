package dev.segue.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Reads a table of tracks: `track_id` with any of `album_id`, `artist_id`, `duration_sec`.
final class TrackCsv {

    private static final List<String> COLUMNS = List.of("track_id", "album_id", "artist_id", "duration_sec");

    private TrackCsv() {}

    /// @throws dev.segue.domain.SegueException with MALFORMED_FILE: which file, which line, what
    static void read(Path file, Dataset dataset) {
        try (var rows = new Csv(file, COLUMNS)) {
            if (!rows.has(0)) {
                throw DataFiles.malformed(file, "", "expected a column track_id in its header");
            }
            for (String[] row = rows.next(); row != null; row = rows.next()) {
                int track = dataset.track(row[0]);
                if (!row[1].isEmpty()) {
                    dataset.facts().album(track, row[1]);
                }
                if (!row[2].isEmpty()) {
                    dataset.facts().artist(track, row[2]);
                }
                if (!row[3].isEmpty()) {
                    dataset.facts().seconds(track, seconds(row[3], rows));
                }
            }
        } catch (IOException e) {
            throw DataFiles.unreadable(file, e);
        }
    }

    private static float seconds(String cell, Csv rows) {
        try {
            return Float.parseFloat(cell);
        } catch (NumberFormatException e) {
            throw rows.malformed("duration_sec: expected a number, got '" + cell + "'");
        }
    }
}
