package dev.segue.crawler.source.file;

import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.Flaw;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.Reading;
import dev.segue.crawler.source.SnapshotDraft;
import dev.segue.crawler.source.Source;
import dev.segue.crawler.source.WrongShape;
import dev.segue.schemas.avro.SnapshotTrack;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Slices of the Million Playlist Dataset, with all their fields or reduced ones in any order, and the RecSys
/// Challenge 2018 set, whose playlists have some of their tracks held out and may have no name.
///
/// A playlist's id is `mpd:<pid>` or `challenge:<pid>`: two dumps that number their playlists anew speak of the same
/// ids, and the later import replaces the earlier one. Its version is `modified_at` in milliseconds, or the file's
/// modification time where the dump leaves it out. One playlist is in memory at a time.
public final class MpdSource implements Source<FileTarget> {

    private final FileFormat format;
    private final InstantSource clock;
    private final PlaylistLimit limit;

    /// @param format [FileFormat#MPD] or [FileFormat#CHALLENGE]
    public MpdSource(FileFormat format, InstantSource clock, PlaylistLimit limit) {
        this.format = format;
        this.clock = clock;
        this.limit = limit;
    }

    @Override
    public String name() {
        return format.wireName();
    }

    @Override
    public Reading open(FileTarget target) throws IOException {
        var file = PackedFile.open(target.main());
        try {
            return new Slice(new JsonText(file), target);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private final class Slice implements Reading {
        private static final String REST = "the rest of the JSON";

        private final JsonText json;
        private final FileTarget target;
        /// The context of `playlists` once it was found.
        private @Nullable JsonStreamContext playlists;

        private boolean ended;

        Slice(JsonText json, FileTarget target) {
            this.json = json;
            this.target = target;
        }

        @Override
        public @Nullable Finding next() {
            if (ended) {
                return null;
            }
            try {
                JsonStreamContext array = playlists == null ? findPlaylists() : playlists;
                playlists = array;
                return nextPlaylist(array);
            } catch (WrongShape e) {
                ended = true;
                return new Finding.CutOff(json.flaw(e, json.place()), false);
            } catch (IOException e) {
                ended = true;
                return json.cutOff(e, REST, false);
            }
        }

        private JsonStreamContext findPlaylists() throws IOException, WrongShape {
            var parser = json.parser();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw json.wrong("an object with playlists");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals("playlists");
                parser.nextToken();
                if (found) {
                    if (parser.currentToken() != JsonToken.START_ARRAY) {
                        throw json.wrong("playlists as an array");
                    }
                    return parser.getParsingContext();
                }
                parser.skipChildren();
            }
            throw new WrongShape("an object with playlists", "one without", json.place());
        }

        private @Nullable Finding nextPlaylist(JsonStreamContext array) throws IOException {
            JsonToken token = json.parser().nextToken();
            if (token == JsonToken.END_ARRAY) {
                ended = true;
                readToEnd();
                return null;
            }
            String begun = json.place();
            try {
                return playlist(token, array, begun);
            } catch (IOException e) {
                ended = true;
                return json.cutOff(e, "the rest of the playlist that begins at " + begun, true);
            }
        }

        /// What follows the playlists is of no use, but an end that is missing says that more may be.
        private void readToEnd() throws IOException {
            while (json.parser().nextToken() != null) {
                json.parser().skipChildren();
            }
        }

        private Finding playlist(@Nullable JsonToken token, JsonStreamContext array, String begun) throws IOException {
            try {
                if (token != JsonToken.START_OBJECT) {
                    WrongShape wrong = json.wrong("a playlist as an object");
                    json.parser().skipChildren();
                    throw wrong;
                }
                var draft = new SnapshotDraft(limit);
                readFields(draft);
                Instant modified = draft.modifiedAt;
                var snapshot = draft.finish(
                        name(),
                        modified == null ? target.modifiedMillis() : modified.toEpochMilli(),
                        clock.instant(),
                        "pid");
                var malformed = json.malformedSoFar();
                return malformed == null
                        ? new Finding.Found(snapshot)
                        : new Finding.Refused(new Flaw(
                                target.main().toString(),
                                "the playlist that begins at " + begun + ": " + malformed.place(),
                                "UTF-8",
                                malformed.got()));
            } catch (WrongShape e) {
                json.skipElementOf(array);
                json.malformedSoFar();
                return new Finding.Refused(json.flaw(e, "the playlist that begins at " + begun));
            }
        }

        private void readFields(SnapshotDraft draft) throws IOException, WrongShape {
            var parser = json.parser();
            boolean hasTracks = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "pid" -> draft.playlistId = name() + ":" + pid();
                    case "name" -> draft.title = orEmpty(json.stringOrNull(field));
                    case "description" -> draft.description = json.stringOrNull(field);
                    case "num_followers" -> draft.saves = json.countOrNull(field);
                    case "modified_at" -> draft.modifiedAt = seconds(json.countOrNull(field));
                    case "tracks" -> {
                        readTracks(draft);
                        hasTracks = true;
                    }
                    default -> parser.skipChildren();
                }
            }
            if (!hasTracks) {
                throw new WrongShape("a playlist with tracks", "none");
            }
        }

        private String pid() throws IOException, WrongShape {
            if (json.parser().currentToken() == JsonToken.VALUE_STRING) {
                return json.parser().getText();
            }
            Long pid = json.countOrNull("pid");
            if (pid == null) {
                throw json.wrong("pid as a whole number");
            }
            return pid.toString();
        }

        private @Nullable Instant seconds(@Nullable Long seconds) throws IOException, WrongShape {
            if (seconds == null) {
                return null;
            }
            // Year 9999: anything later is a time in another unit, which would outrank every true version for ever.
            if (seconds > 253_402_300_799L) {
                throw json.wrong("modified_at in seconds since 1970");
            }
            return Instant.ofEpochSecond(seconds);
        }

        private void readTracks(SnapshotDraft draft) throws IOException, WrongShape {
            var parser = json.parser();
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw json.wrong("tracks as an array");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw json.wrong("a track as an object");
                }
                try {
                    draft.add(track(draft));
                } catch (WrongShape e) {
                    throw e.place() == null ? new WrongShape(e.expected(), e.got(), json.place()) : e;
                }
            }
        }

        private SnapshotTrack track(SnapshotDraft draft) throws IOException, WrongShape {
            var parser = json.parser();
            String id = null;
            String title = "";
            String artist = null;
            String artistId = null;
            String album = null;
            String albumId = null;
            Long durationMs = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "track_uri" -> id = json.string(field);
                    case "track_name" -> title = orEmpty(json.stringOrNull(field));
                    case "artist_name" -> artist = json.stringOrNull(field);
                    case "artist_uri" -> artistId = json.stringOrNull(field);
                    case "album_name" -> album = json.stringOrNull(field);
                    case "album_uri" -> albumId = json.stringOrNull(field);
                    case "duration_ms" -> durationMs = json.countOrNull(field);
                    default -> parser.skipChildren();
                }
            }
            if (id == null) {
                throw new WrongShape("a track with track_uri", "none");
            }
            return new SnapshotTrack(
                    id,
                    title,
                    draft.sharedList(artist),
                    draft.sharedList(artistId),
                    draft.shared(album),
                    draft.shared(albumId),
                    durationMs,
                    null,
                    null,
                    null);
        }

        private static String orEmpty(@Nullable String text) {
            return text == null ? "" : text;
        }

        @Override
        public long bytesRead() {
            return json.bytesRead();
        }

        @Override
        public void close() throws IOException {
            json.close();
        }
    }
}
