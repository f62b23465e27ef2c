package dev.segue.crawler.importing;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes slices of made-up playlists.
final class Slices {

    private Slices() {}

    /// A slice with all fields, whose playlists have the ids `mpd:<first>` and on.
    static Path write(Path file, int first, int playlists, int tracksEach) {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("{\"info\": {\"version\": \"v1\"}, \"playlists\": [");
            for (int p = 0; p < playlists; p++) {
                out.write(p == 0 ? "\n" : ",\n");
                out.write(
                        "{\"name\": \"Mix " + p + "\", \"pid\": " + (first + p)
                                + ", \"collaborative\": \"false\", \"modified_at\": 1500000000, \"num_followers\": 40, \"tracks\": [");
                for (int t = 0; t < tracksEach; t++) {
                    int id = p * 31 + t;
                    out.write((t == 0 ? "" : ",") + "{\"pos\": " + t + ", \"artist_name\": \"The Number " + id % 977
                            + "s\", \"track_uri\": \"segue:track:" + id + "\", \"artist_uri\": \"segue:artist:"
                            + id % 977
                            + "\", \"track_name\": \"Song number " + id + "\", \"album_uri\": \"segue:album:"
                            + id % 1999
                            + "\", \"duration_ms\": 200000, \"album_name\": \"The long album of number " + id % 1999
                            + "\"}");
                }
                out.write("], \"num_edits\": 1}");
            }
            out.write("\n]}");
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
