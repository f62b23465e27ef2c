package dev.segue.crawler.source.file;

import com.fasterxml.jackson.core.JsonToken;
import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.Flaw;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.Reading;
import dev.segue.crawler.source.SnapshotDraft;
import dev.segue.crawler.source.Source;
import dev.segue.crawler.source.WrongShape;
import dev.segue.domain.PlaylistId;
import dev.segue.schemas.avro.SnapshotTrack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Playlists in JSPF, one a file, as ListenBrainz and others write them: `{"playlist": {…}}` or the playlist itself.
///
/// The id is `jspf:<uuid>` where the identifier ends in one, else the identifier, else a digest of the file's path.
/// The version is `last_modified_at` of the MusicBrainz extension, or the file's modification time; JSPF's own `date`
/// is when the playlist was made and does not grow with its edits. A track is known by its MusicBrainz recording
/// (`mbid:<uuid>`), or else by its first identifier.
///
/// Source: XSPF version 1 and its JSON form; the extensions `https://musicbrainz.org/doc/jspf#playlist` and `#track`.
public final class JspfSource implements Source<FileTarget> {

    private static final String PLAYLIST_EXTENSION = "https://musicbrainz.org/doc/jspf#playlist";
    private static final String TRACK_EXTENSION = "https://musicbrainz.org/doc/jspf#track";
    private static final Pattern ENDS_IN_UUID =
            Pattern.compile(".*?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/?");

    private final InstantSource clock;
    private final PlaylistLimit limit;

    public JspfSource(InstantSource clock, PlaylistLimit limit) {
        this.clock = clock;
        this.limit = limit;
    }

    @Override
    public String name() {
        return FileFormat.JSPF.wireName();
    }

    @Override
    public Reading open(FileTarget target) throws IOException {
        var file = PackedFile.open(target.main());
        try {
            return new One(new JsonText(file), target);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private final class One implements Reading {
        private final JsonText json;
        private final FileTarget target;
        private boolean ended;
        private boolean hasTracks;

        One(JsonText json, FileTarget target) {
            this.json = json;
            this.target = target;
        }

        @Override
        public @Nullable Finding next() {
            if (ended) {
                return null;
            }
            ended = true;
            try {
                return playlist();
            } catch (WrongShape e) {
                return new Finding.Refused(json.flaw(e, json.place()));
            } catch (IOException e) {
                return json.cutOff(e, "the rest of the playlist", true);
            }
        }

        private Finding playlist() throws IOException, WrongShape {
            if (json.parser().nextToken() != JsonToken.START_OBJECT) {
                throw json.wrong("a playlist as an object");
            }
            var draft = new SnapshotDraft(limit);
            readPlaylist(draft);
            while (json.parser().nextToken() != null) {
                json.parser().skipChildren();
            }
            if (!hasTracks) {
                throw new WrongShape("a playlist with track", "none");
            }
            if (draft.playlistId == null) {
                draft.playlistId = name() + ":" + ofFile(target.main());
            }
            Instant modified = draft.modifiedAt;
            var snapshot = draft.finish(
                    name(),
                    modified == null ? target.modifiedMillis() : modified.toEpochMilli(),
                    clock.instant(),
                    "identifier");
            var malformed = json.malformedSoFar();
            return malformed == null
                    ? new Finding.Found(snapshot)
                    : new Finding.Refused(
                            new Flaw(target.main().toString(), malformed.place(), "UTF-8", malformed.got()));
        }

        private void readPlaylist(SnapshotDraft draft) throws IOException, WrongShape {
            var parser = json.parser();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "playlist" -> {
                        if (parser.currentToken() != JsonToken.START_OBJECT) {
                            throw json.wrong("playlist as an object");
                        }
                        readPlaylist(draft);
                    }
                    case "identifier" -> draft.playlistId = playlistId(json.strings(field), draft.playlistId);
                    case "title" -> draft.title = orEmpty(json.stringOrNull(field));
                    case "annotation" -> draft.description = json.stringOrNull(field);
                    case "location", "info" -> draft.url = json.stringOrNull(field);
                    case "creator" -> draft.owner = json.stringOrNull(field);
                    case "extension" ->
                        readExtension(PLAYLIST_EXTENSION, name -> {
                            switch (name) {
                                case "creator" -> draft.owner = json.stringOrNull(name);
                                case "last_modified_at" -> draft.modifiedAt = time(name);
                                default -> parser.skipChildren();
                            }
                        });
                    case "track" -> readTracks(draft);
                    default -> parser.skipChildren();
                }
            }
        }

        private @Nullable String playlistId(List<String> identifiers, @Nullable String otherwise) {
            for (String identifier : identifiers) {
                var uuid = ENDS_IN_UUID.matcher(identifier);
                if (uuid.matches()) {
                    return name() + ":" + uuid.group(1).toLowerCase(Locale.ROOT);
                }
            }
            for (String identifier : identifiers) {
                String id = name() + ":" + identifier;
                return PlaylistId.isValid(id) ? id : name() + ":" + TrackIds.digest(identifier);
            }
            return otherwise;
        }

        private String ofFile(Path file) {
            return "file-" + TrackIds.digest(file.toString());
        }

        private void readTracks(SnapshotDraft draft) throws IOException, WrongShape {
            var parser = json.parser();
            hasTracks = true;
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw json.wrong("track as an array");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw json.wrong("a track as an object");
                }
                try {
                    draft.add(new TrackFields().read(draft));
                } catch (WrongShape e) {
                    throw e.place() == null ? new WrongShape(e.expected(), e.got(), json.place()) : e;
                }
            }
        }

        /// Reads the fields of one extension and passes over all others.
        private void readExtension(String wanted, FieldReader reader) throws IOException, WrongShape {
            var parser = json.parser();
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals(wanted);
                if (parser.nextToken() != JsonToken.START_OBJECT || !found) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String field = parser.currentName();
                    parser.nextToken();
                    reader.read(field);
                }
            }
        }

        private @Nullable Instant time(String field) throws IOException, WrongShape {
            String text = json.stringOrNull(field);
            if (text == null) {
                return null;
            }
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw json.wrong(field + " as a time with its zone (ISO 8601)");
            }
        }

        @Override
        public long bytesRead() {
            return json.bytesRead();
        }

        @Override
        public void close() throws IOException {
            json.close();
        }

        private final class TrackFields {
            private @Nullable String id;
            private String title = "";
            private @Nullable String artist;
            private @Nullable String album;
            private @Nullable Long durationMs;
            private List<String> artistIds = List.of();
            private @Nullable String albumId;
            private @Nullable Instant addedAt;

            SnapshotTrack read(SnapshotDraft draft) throws IOException, WrongShape {
                var parser = json.parser();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String field = parser.currentName();
                    parser.nextToken();
                    switch (field) {
                        case "identifier" -> id = trackId(json.strings(field));
                        case "title" -> title = orEmpty(json.stringOrNull(field));
                        case "creator" -> artist = json.stringOrNull(field);
                        case "album" -> album = json.stringOrNull(field);
                        case "duration" -> durationMs = json.countOrNull(field);
                        case "extension" -> readExtension(TRACK_EXTENSION, this::extension);
                        default -> parser.skipChildren();
                    }
                }
                if (id == null) {
                    throw new WrongShape("a track with identifier", "none");
                }
                return new SnapshotTrack(
                        id,
                        title,
                        draft.sharedList(artist),
                        artistIds,
                        draft.shared(album),
                        draft.shared(albumId),
                        durationMs,
                        null,
                        null,
                        addedAt);
            }

            private void extension(String name) throws IOException, WrongShape {
                switch (name) {
                    case "artist_identifiers" -> artistIds = musicBrainzIds(json.strings(name));
                    case "release_identifier" -> {
                        var ids = musicBrainzIds(json.strings(name));
                        albumId = ids.isEmpty() ? null : ids.getFirst();
                    }
                    case "added_at" -> addedAt = time(name);
                    default -> json.parser().skipChildren();
                }
            }

            private @Nullable String trackId(List<String> identifiers) {
                for (String identifier : identifiers) {
                    var recording = TrackIds.recording(identifier);
                    if (recording.isPresent()) {
                        return recording.get();
                    }
                }
                return identifiers.isEmpty() ? null : TrackIds.of(identifiers.getFirst(), name());
            }
        }
    }

    private static List<String> musicBrainzIds(List<String> addresses) {
        var ids = new ArrayList<String>(addresses.size());
        for (String address : addresses) {
            var uuid = ENDS_IN_UUID.matcher(address);
            ids.add(uuid.matches() ? "mbid:" + uuid.group(1).toLowerCase(Locale.ROOT) : address);
        }
        return List.copyOf(ids);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private interface FieldReader {
        void read(String field) throws IOException, WrongShape;
    }
}
