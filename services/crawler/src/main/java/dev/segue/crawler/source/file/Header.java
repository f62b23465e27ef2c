package dev.segue.crawler.source.file;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The first row of a table: which column stands where. Names are compared without case and surrounding blanks.
///
/// @param columns their names, in lower case
record Header(List<String> columns) {

    static Header of(List<String> values) {
        return new Header(values.stream()
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .toList());
    }

    boolean has(String... names) {
        return columns.containsAll(Arrays.asList(names));
    }

    /// The field under `name`; empty when the table has no such column.
    String value(List<String> row, String name) {
        int column = columns.indexOf(name);
        return column < 0 ? "" : row.get(column);
    }

    boolean isPlaylistTable() {
        return has("playlist_id", "title") && !has("track_id");
    }

    boolean isTrackTable() {
        return has("track_id", "playlist_id", "track");
    }

    boolean isNowPlaying() {
        return has("user_id", "artistname", "trackname", "playlistname");
    }
}
