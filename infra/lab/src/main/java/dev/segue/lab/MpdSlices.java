package dev.segue.lab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads slices of the Million Playlist Dataset and challenge sets in its form: `playlists` with `pid`,
/// `name`, `num_followers` and `tracks`, these with `track_uri`, `artist_uri` or `artist_name`, `album_uri`
/// or `album_name`, `track_name`, `duration_ms`. Other fields are passed over; of a track named twice in a
/// playlist the first place counts.
final class MpdSlices {

    private static final JsonFactory JSON = new JsonFactory();

    private final Dataset dataset;
    private final Set<String> ids = new HashSet<>();

    private MpdSlices(Dataset dataset) {
        this.dataset = dataset;
    }

    /// @throws dev.segue.domain.SegueException with MALFORMED_FILE: which file, where, what
    static void read(Path path, Dataset dataset) {
        var slices = new MpdSlices(dataset);
        for (Path file : DataFiles.find(path, ".json")) {
            slices.slice(file);
        }
    }

    private void slice(Path file) {
        try (InputStream in = DataFiles.bytes(file);
                JsonParser json = JSON.createParser(in)) {
            require(json, file, json.nextToken(), JsonToken.START_OBJECT, "a slice");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean playlists = json.currentName().equals("playlists");
                JsonToken value = json.nextToken();
                if (playlists) {
                    require(json, file, value, JsonToken.START_ARRAY, "playlists");
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        playlist(json, file);
                    }
                } else {
                    json.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            throw DataFiles.malformed(
                    file, "", e.getOriginalMessage() + " at " + e.getLocation().offsetDescription());
        } catch (IOException e) {
            throw DataFiles.unreadable(file, e);
        }
    }

    private void playlist(JsonParser json, Path file) throws IOException {
        @Nullable String title = null;
        @Nullable String pid = null;
        int[] tracks = {};
        long saves = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "name" -> title = text(json, value);
                case "pid" -> pid = text(json, value);
                case "num_followers" ->
                    saves = value == JsonToken.VALUE_NUMBER_INT ? Math.max(0, json.getLongValue()) : 0;
                case "tracks" -> {
                    require(json, file, value, JsonToken.START_ARRAY, "tracks");
                    tracks = tracks(json, file);
                }
                default -> json.skipChildren();
            }
        }
        String name = file.getFileName().toString();
        if (pid == null) {
            throw DataFiles.malformed(
                    file, "", "expected a pid in every playlist, got one without before " + where(json));
        }
        if (tracks.length > 0) {
            // Slices that number their playlists anew all begin at 0.
            String id = ids.add(pid) ? pid : pid + "@" + name;
            dataset.add(new Listed(id, title == null || title.isBlank() ? null : title, tracks, true, name, saves));
        }
    }

    private int[] tracks(JsonParser json, Path file) throws IOException {
        int[] tracks = new int[64];
        int size = 0;
        var seen = new HashSet<Integer>();
        Map<String, String> fields = new HashMap<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            fields.clear();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                String value = text(json, json.nextToken());
                if (value != null) {
                    fields.put(field, value);
                }
            }
            String uri = fields.get("track_uri");
            if (uri == null) {
                throw DataFiles.malformed(
                        file, "", "expected a track_uri in every track, got one without before " + where(json));
            }
            int track = dataset.track(uri);
            describe(track, fields);
            if (seen.add(track)) {
                tracks = size == tracks.length ? Arrays.copyOf(tracks, size * 2) : tracks;
                tracks[size++] = track;
            }
        }
        return Arrays.copyOf(tracks, size);
    }

    private void describe(int track, Map<String, String> fields) {
        @Nullable String artist = fields.getOrDefault("artist_uri", fields.get("artist_name"));
        if (artist != null) {
            dataset.facts().artist(track, artist);
            dataset.facts().artistName(track, fields.getOrDefault("artist_name", ""));
        }
        @Nullable String album = fields.get("album_uri");
        if (album == null && fields.containsKey("album_name")) {
            album = fields.get("album_name") + "\n" + artist;
        }
        if (album != null) {
            dataset.facts().album(track, album);
        }
        dataset.name(
                track,
                new Dataset.Named(fields.getOrDefault("track_name", ""), fields.getOrDefault("artist_name", "")));
        @Nullable String name = fields.get("track_name");
        if (name != null) {
            dataset.facts().name(track, name);
        }
        @Nullable String milliseconds = fields.get("duration_ms");
        if (milliseconds != null && milliseconds.matches("[0-9]{1,9}")) {
            dataset.facts().seconds(track, Integer.parseInt(milliseconds) / 1000f);
        }
    }

    private static @Nullable String text(JsonParser json, JsonToken value) throws IOException {
        if (value.isScalarValue()) {
            return value == JsonToken.VALUE_NULL ? null : json.getText();
        }
        json.skipChildren();
        return null;
    }

    private static void require(JsonParser json, Path file, JsonToken got, JsonToken expected, String what) {
        if (got != expected) {
            throw DataFiles.malformed(
                    file, "", what + ": expected " + expected + ", got " + got + " at " + where(json));
        }
    }

    private static String where(JsonParser json) {
        return json.currentLocation().offsetDescription();
    }
}
