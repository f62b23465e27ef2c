package dev.segue.benchmarks.counting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// Real playlists from a folder of data sets: id to track ids in order, each once.
final class RealPlaylists {

    private RealPlaylists() {}

    /// Slices of the Million Playlist Dataset, `mpd.slice.*.json.gz`.
    static Map<String, List<String>> mpd(Path folder) {
        var mapper = new ObjectMapper();
        var playlists = new LinkedHashMap<String, List<String>>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json.gz"))
                    .sorted()
                    .toList()) {
                try (InputStream in = unzipped(file)) {
                    for (JsonNode playlist : mapper.readTree(in).path("playlists")) {
                        var tracks = new LinkedHashSet<String>();
                        playlist.path("tracks")
                                .forEach(track ->
                                        tracks.add(track.path("track_uri").asText()));
                        playlists.put("mpd:" + playlist.path("pid").asText(), List.copyOf(tracks));
                    }
                }
            }
            return playlists;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A comma separated file `playlist_id,track_id` with a header.
    static Map<String, List<String>> pairs(Path file) {
        var tracks = new LinkedHashMap<String, LinkedHashSet<String>>();
        try (var lines = new BufferedReader(new InputStreamReader(unzipped(file), StandardCharsets.UTF_8))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int comma = line.indexOf(',');
                tracks.computeIfAbsent("polimi:" + line.substring(0, comma), id -> new LinkedHashSet<>())
                        .add("polimi:" + line.substring(comma + 1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var playlists = new LinkedHashMap<String, List<String>>();
        tracks.forEach((id, all) -> playlists.put(id, new ArrayList<>(all)));
        return playlists;
    }

    private static InputStream unzipped(Path file) throws IOException {
        return new GZIPInputStream(Files.newInputStream(file), 1 << 16);
    }
}
