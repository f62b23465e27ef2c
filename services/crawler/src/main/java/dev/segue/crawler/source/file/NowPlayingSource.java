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

/// The #nowplaying table: a row for each track a user put into a playlist. A playlist is a user and a name, never the
/// name alone, and its rows may be scattered.
///
/// The table has no ids. A playlist's is `nowplaying:` and 128 bits of the SHA-256 of user and name; a track's is
/// `nowplaying:` and the same of its artist and title, after compatibility folding (NFKC), lower-casing and
/// collapsing of blanks. An unknown artist is one that is empty. The version is the file's modification time; saves
/// are unknown.
///
/// Source: Pichl, Zangerle and Specht, "Towards a Context-Aware Music Recommendation Approach" (2015), whose data
/// set this is.
public final class NowPlayingSource implements Source<FileTarget> {

    private static final String KEY_SEPARATOR = "\u0000";

    private final InstantSource clock;
    private final PlaylistLimit limit;
    private final Path spillFolder;
    private final long sortMemoryBytes;

    public NowPlayingSource(InstantSource clock, PlaylistLimit limit, Path spillFolder, long sortMemoryBytes) {
        this.clock = clock;
        this.limit = limit;
        this.spillFolder = spillFolder;
        this.sortMemoryBytes = sortMemoryBytes;
    }

    @Override
    public String name() {
        return FileFormat.NOWPLAYING.wireName();
    }

    @Override
    public Reading open(FileTarget target) throws IOException {
        return new Table(target, new RowSorter(spillFolder, sortMemoryBytes));
    }

    private final class Table extends TableReading {
        private final FileTarget target;

        Table(FileTarget target, RowSorter sorter) throws IOException {
            super(target, sorter);
            this.target = target;
        }

        @Override
        boolean accepts(int file, Header header) {
            return header.isNowPlaying();
        }

        @Override
        String expectedHeader(int file) {
            return "\"user_id\",\"artistname\",\"trackname\",\"playlistname\"";
        }

        @Override
        Sorted row(int file, Header header, List<String> values, long line) throws WrongShape {
            String user = header.value(values, "user_id");
            if (user.isEmpty()) {
                throw new WrongShape("a user_id", "none");
            }
            return new Sorted(
                    user + KEY_SEPARATOR + header.value(values, "playlistname"),
                    new TableRow(
                            TableRow.Kind.TRACK,
                            file,
                            line,
                            List.of(header.value(values, "artistname"), header.value(values, "trackname"))));
        }

        @Override
        Assembly begin(String key) {
            int separator = key.indexOf(KEY_SEPARATOR);
            return new Playlist(key.substring(0, separator), key.substring(separator + 1));
        }

        private final class Playlist implements Assembly {
            private final SnapshotDraft draft = new SnapshotDraft(limit);

            Playlist(String user, String name) {
                draft.playlistId = name() + ":" + TrackIds.digest(user, name);
                draft.owner = user;
                draft.title = name;
            }

            @Override
            public void take(TableRow row) throws WrongShape {
                String artist = row.values().get(0);
                String title = row.values().get(1);
                if (title.isBlank()) {
                    throw new WrongShape("a trackname", "none");
                }
                draft.add(new SnapshotTrack(
                        TrackIds.ofNames(name(), artist, title),
                        title,
                        draft.sharedList(artist.isBlank() ? null : artist),
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
            }

            @Override
            public Finding finish() throws WrongShape {
                return new Finding.Found(
                        draft.finish(name(), target.modifiedMillis(), clock.instant(), "user_id and playlistname"));
            }
        }
    }
}
