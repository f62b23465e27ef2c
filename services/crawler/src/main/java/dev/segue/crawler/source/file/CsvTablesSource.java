package dev.segue.crawler.source.file;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.crawler.source.Reading;
import dev.segue.crawler.source.SnapshotDraft;
import dev.segue.crawler.source.Source;
import dev.segue.crawler.source.WrongShape;
import dev.segue.schemas.avro.SnapshotTrack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table of playlists and a table of their tracks, joined by the playlist's id, in any order of rows and columns.
///
/// A playlist that several keywords led to is one playlist: its first row counts. Ids are `csv:<playlist_id>`;
/// a bare Spotify track id becomes `spotify:track:<id>`, one with a namespace keeps it, any other becomes
/// `csv:<track_id>`. The version is the later modification time of the two files. A playlist without tracks is a
/// playlist with none; tracks of a playlist that the table lacks are refused, once for each such playlist.
public final class CsvTablesSource implements Source<FileTarget> {

    static final int PLAYLISTS = 0;
    static final int TRACKS = 1;

    private final InstantSource clock;
    private final PlaylistLimit limit;
    private final Path spillFolder;
    private final long sortMemoryBytes;

    public CsvTablesSource(InstantSource clock, PlaylistLimit limit, Path spillFolder, long sortMemoryBytes) {
        this.clock = clock;
        this.limit = limit;
        this.spillFolder = spillFolder;
        this.sortMemoryBytes = sortMemoryBytes;
    }

    @Override
    public String name() {
        return FileFormat.CSV.wireName();
    }

    @Override
    public Reading open(FileTarget target) throws IOException {
        return new Tables(target, new RowSorter(spillFolder, sortMemoryBytes));
    }

    private final class Tables extends TableReading {
        private final FileTarget target;

        Tables(FileTarget target, RowSorter sorter) throws IOException {
            super(target, sorter);
            this.target = target;
        }

        @Override
        boolean accepts(int file, Header header) {
            return file == PLAYLISTS ? header.isPlaylistTable() : header.isTrackTable();
        }

        @Override
        String expectedHeader(int file) {
            return file == PLAYLISTS
                    ? "index,keyword,title,playlist_id,url,saves"
                    : "track,artist,album,track_id,playlist_id";
        }

        @Override
        Sorted row(int file, Header header, List<String> values, long line) throws WrongShape {
            String playlist = header.value(values, "playlist_id");
            if (playlist.isEmpty()) {
                throw new WrongShape("a playlist_id", "none");
            }
            return new Sorted(
                    playlist,
                    file == PLAYLISTS
                            ? new TableRow(
                                    TableRow.Kind.PLAYLIST,
                                    file,
                                    line,
                                    List.of(
                                            header.value(values, "title"),
                                            header.value(values, "keyword"),
                                            header.value(values, "url"),
                                            header.value(values, "saves")))
                            : new TableRow(
                                    TableRow.Kind.TRACK,
                                    file,
                                    line,
                                    List.of(
                                            header.value(values, "track_id"),
                                            header.value(values, "track"),
                                            header.value(values, "artist"),
                                            header.value(values, "album"))));
        }

        @Override
        Assembly begin(String key) {
            return new Playlist(key);
        }

        private final class Playlist implements Assembly {
            private final String id;
            private final SnapshotDraft draft = new SnapshotDraft(limit);

            Playlist(String id) {
                this.id = id;
            }

            @Override
            public void take(TableRow row) throws WrongShape {
                if (row.kind() == TableRow.Kind.PLAYLIST) {
                    describe(row.values());
                    return;
                }
                if (draft.playlistId == null) {
                    throw new WrongShape("a playlist that the playlist table has", "playlist_id '" + id + "'");
                }
                String track = row.values().get(0);
                if (track.isEmpty()) {
                    throw new WrongShape("a track_id", "none");
                }
                draft.add(new SnapshotTrack(
                        TrackIds.of(track, name()),
                        row.values().get(1),
                        draft.sharedList(nullIfEmpty(row.values().get(2))),
                        List.of(),
                        draft.shared(nullIfEmpty(row.values().get(3))),
                        null,
                        null,
                        null,
                        null,
                        null));
            }

            private void describe(List<String> values) throws WrongShape {
                if (draft.playlistId != null) {
                    return;
                }
                draft.playlistId = name() + ":" + id;
                draft.title = values.get(0);
                draft.keyword = nullIfEmpty(values.get(1));
                draft.url = nullIfEmpty(values.get(2));
                draft.saves = saves(values.get(3));
            }

            @Override
            public Finding finish() throws WrongShape {
                if (draft.tracks() == 0 && brokeOff()) {
                    throw new WrongShape("the tracks of the playlist", "none before the file breaks off");
                }
                return new Finding.Found(draft.finish(name(), target.modifiedMillis(), clock.instant(), "playlist_id"));
            }
        }
    }

    private static @Nullable Long saves(String text) throws WrongShape {
        if (text.isEmpty()) {
            return null;
        }
        try {
            long saves = Long.parseLong(text);
            if (saves >= 0) {
                return saves;
            }
        } catch (NumberFormatException e) {
            // Told below, like a negative number.
        }
        throw new WrongShape("saves as a whole number or nothing", "'" + text + "'");
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
