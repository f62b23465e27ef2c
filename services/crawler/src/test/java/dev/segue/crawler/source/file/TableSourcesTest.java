package dev.segue.crawler.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.crawler.source.file.Dump.Read;
import dev.segue.schemas.avro.SnapshotTrack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableSourcesTest {

    private static final String PLAYLISTS = "index,keyword,title,playlist_id,url,saves\n";
    private static final String TRACKS = "track,artist,album,track_id,playlist_id\n";
    private static final String NOW_PLAYING = "\"user_id\", \"artistname\", \"trackname\", \"playlistname\"\n";

    @TempDir
    Path folder;

    private Dump dump;

    @BeforeEach
    void begin() {
        dump = new Dump(folder);
    }

    @Test
    void joinsThePlaylistTableWithTheTrackTable() {
        // Given
        dump.write(
                "playlists.csv",
                PLAYLISTS + "0,focus,\"Deep, calm\",p1,https://example.org/p1,1200\n" + "1,party,Up!,p2,,\n"
                        + "2,sleep,Deep again,p1,https://example.org/other,3\n");
        dump.write(
                "tracks.csv",
                TRACKS + "One,Ann,First,4uLU6hMCjMI75M1A2tKUQC,p1\n" + "Two,Bob,Second,segue:track:2,p2\n"
                        + "Three,,,77,p1\n");

        // When
        Read read = dump.read("tracks.csv");

        // Then
        assertThat(read.ids()).containsExactly("csv:p1", "csv:p2");
        assertThat(read.refused()).isEmpty();
        var first = read.playlists().get(0);
        assertThat(first.getTitle()).isEqualTo("Deep, calm");
        assertThat(first.getKeyword()).isEqualTo("focus");
        assertThat(first.getUrl()).isEqualTo("https://example.org/p1");
        assertThat(first.getSaves()).isEqualTo(1200);
        assertThat(first.getTracks())
                .containsExactly(
                        track("spotify:track:4uLU6hMCjMI75M1A2tKUQC", "One", "Ann", "First"),
                        track("csv:77", "Three", null, null));
        var second = read.playlists().get(1);
        assertThat(second.getSaves()).isNull();
        assertThat(second.getUrl()).isNull();
        assertThat(Dump.trackIds(second)).containsExactly("segue:track:2");
    }

    private static SnapshotTrack track(String id, String title, String artist, String album) {
        return new SnapshotTrack(
                id,
                title,
                artist == null ? List.of() : List.of(artist),
                List.of(),
                album,
                null,
                null,
                null,
                null,
                null);
    }

    @Test
    void scatteredRowsThatDoNotFitTheMemoryGiveTheSamePlaylists() {
        // Given
        var rows = new ArrayList<String>();
        var playlists = new StringBuilder(PLAYLISTS);
        for (int p = 0; p < 300; p++) {
            playlists
                    .append(p)
                    .append(",k,Mix ")
                    .append(p)
                    .append(",p")
                    .append(p)
                    .append(",,")
                    .append(p)
                    .append('\n');
            for (int t = 0; t < 40; t++) {
                rows.add("Song " + t + ",Artist,Album,segue:track:" + p + "-" + t + ",p" + p);
            }
        }
        dump.write("playlists.csv", playlists.toString());
        dump.write("tracks.csv", TRACKS + String.join("\n", rows));
        var grouped = dump.read("playlists.csv").playlists();
        var order = new Random(7);
        var scattered =
                rows.stream()
                        .collect(Collectors.groupingBy(row -> row.substring(row.lastIndexOf(','))))
                        .values()
                        .stream()
                        .map(ArrayList::new)
                        .toList();
        var mixed = new StringBuilder(TRACKS);
        for (int left = rows.size(); left > 0; left--) {
            var some = scattered.stream().filter(list -> !list.isEmpty()).toList();
            mixed.append(some.get(order.nextInt(some.size())).removeFirst()).append('\n');
        }
        dump.write("tracks.csv", mixed.toString());

        // When
        var joined = new Dump(folder, 64 << 10, Dump.LARGEST).read("playlists.csv");

        // Then
        assertThat(joined.playlists()).hasSize(300).isEqualTo(grouped);
        assertThat(joined.refused()).isEmpty();
        assertThat(folder.resolve("spill")).isEmptyDirectory();
    }

    @Test
    void aPlaylistWithAFlawedRowIsRefusedWholeAndTheOthersAreRead() {
        // Given
        dump.write(
                "playlists.csv",
                PLAYLISTS + "0,k,A,p1,,many\n" + "1,k,B,p2,,1\n" + "2,k,C,p3,,2\n" + "3,k,D,,,3\n" + "4,k\n"
                        + "5,k,E,p5,,5\n");
        dump.write(
                "tracks.csv",
                TRACKS + "One,A,B,segue:track:1,p1\n" + "Two,A,B,,p2\n" + "Three,A,B,segue:track:3,p3\n"
                        + "Four,A,B,segue:track:4,p9\n" + "Five,A,B,segue:track:5,p5\n"
                        + "\"open,A,B,segue:track:5,p5\n"
                        + "Six,A,B,segue:track:6,p5\n");

        // When
        Read read = dump.read("playlists.csv");

        // Then
        assertThat(read.ids()).containsExactly("csv:p3", "csv:p5");
        assertThat(Dump.trackIds(read.playlists().get(1))).containsExactly("segue:track:5", "segue:track:6");
        assertThat(read.refused())
                .extracting(flaw -> Path.of(flaw.file()).getFileName() + " " + flaw.place() + ": " + flaw.expected()
                        + ", " + flaw.got())
                .containsExactly(
                        "playlists.csv line 5: a playlist_id, none",
                        "playlists.csv line 6: 6 fields, 2: 4,k",
                        "tracks.csv line 7: fields separated by commas, quotes closed, \"open,A,B,segue:track:5,p5",
                        "playlists.csv line 2: saves as a whole number or nothing, 'many'",
                        "tracks.csv line 3: a track_id, none",
                        "tracks.csv line 5: a playlist that the playlist table has, playlist_id 'p9'");
    }

    @Test
    void aTrackTableThatBreaksOffCostsThePlaylistsThatMayBeIncomplete() throws Exception {
        // Given
        var playlists = new StringBuilder(PLAYLISTS);
        var tracks = new StringBuilder(TRACKS);
        var noise = new Random(3);
        for (int p = 100; p < 400; p++) {
            playlists.append(p).append(",k,Mix,p").append(p).append(",,1\n");
            for (int t = 0; t < 30; t++) {
                tracks.append("Song,Artist,")
                        .append(noise.nextLong())
                        .append(",segue:track:")
                        .append(t)
                        .append(",p")
                        .append(p)
                        .append('\n');
            }
        }
        dump.write("playlists.csv", playlists.toString());
        Path file = dump.write("tracks.csv.gz", tracks.toString());
        byte[] packed = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(packed, packed.length / 2));

        // When
        Read read = dump.read("playlists.csv");

        // Then
        assertThat(read.playlists()).hasSizeGreaterThan(50).allSatisfy(playlist -> assertThat(playlist.getTracks())
                .hasSize(30));
        assertThat(read.playlists().size() + read.refused().size()).isEqualTo(300);
        assertThat(read.cut()).isNotNull();
        assertThat(read.cut().file()).endsWith("tracks.csv.gz");
        assertThat(read.cut().place()).startsWith("after line ");
    }

    @Test
    void aScatteredTableThatBreaksOffGivesNothingBecauseNothingIsKnownToBeWhole() throws Exception {
        // Given
        var rows = new StringBuilder(NOW_PLAYING);
        var noise = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            rows.append("\"user")
                    .append(i % 50)
                    .append("\",\"Artist\",\"")
                    .append(noise.nextLong())
                    .append("\",\"Mine\"\n");
        }
        Path file = dump.write("np.csv.gz", rows.toString());
        byte[] packed = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(packed, packed.length / 2));

        // When
        Read read = dump.read("np.csv.gz");

        // Then
        assertThat(read.findings()).hasSize(1);
        assertThat(read.cut()).isNotNull();
    }

    @Test
    void aNowPlayingPlaylistIsAUserAndAName() {
        // Given
        dump.write(
                "np.csv",
                NOW_PLAYING
                        + "\"u1\",\"Elvis Costello\",\"(The Angels Wanna Wear My) Red Shoes\",\"HARD ROCK 2010\"\n"
                        + "\"u2\",\"ELVIS  costello \",\"(the angels wanna wear my) red shoes\",\"HARD ROCK 2010\"\n"
                        + "\"u1\",\"Tiffany\",\"I Think We're Alone Now\",\"Other, list\"\n"
                        + "\"u1\",\"\",\"Said \\\"Hi\\\" twice\",\"HARD ROCK 2010\"\n"
                        + "\"u1\",\"AC\\\",\"He said \"\"no\"\"\",\"HARD ROCK 2010\"\n");

        // When
        Read read = dump.read("np.csv");

        // Then
        assertThat(read.refused()).isEmpty();
        assertThat(read.playlists())
                .extracting("title")
                .containsExactly("HARD ROCK 2010", "Other, list", "HARD ROCK 2010");
        assertThat(read.playlists()).extracting("owner").containsExactly("u1", "u1", "u2");
        assertThat(read.ids()).doesNotHaveDuplicates().allMatch(id -> id.matches("nowplaying:[0-9a-f]{32}"));
        var first = read.playlists().get(0).getTracks();
        assertThat(first)
                .extracting(SnapshotTrack::getTitle)
                .containsExactly("(The Angels Wanna Wear My) Red Shoes", "Said \"Hi\" twice", "He said \"no\"");
        assertThat(first)
                .extracting(SnapshotTrack::getArtists)
                .containsExactly(List.of("Elvis Costello"), List.of(), List.of("AC\\"));
        assertThat(read.playlists().get(2).getTracks().getFirst().getTrackId())
                .isEqualTo(first.getFirst().getTrackId());
        assertThat(read.playlists())
                .allSatisfy(playlist -> assertThat(playlist.getSaves()).isNull());
    }

    @Test
    void brokenRowsOfANowPlayingTableCostThemselvesOnly() {
        // Given
        byte[] rows = (NOW_PLAYING + "\"u1\",\"A\",\"One\",\"Mine\"\n" + "\"u1\",\"A\",\"T\u00e9\",\"Mine\"\n"
                        + "\"u1\",\"A\" x,\"Two\",\"Mine\"\n" + "\"u1\",\"A\",\"Two\"\n"
                        + "\"\",\"A\",\"Two\",\"Mine\"\n"
                        + "\"u2\",\"A\",\"\",\"Yours\"\n" + "\"u1\",\"A\",\"Three\",\"Mine\"\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        dump.write("np.csv", rows);

        // When
        Read read = dump.read("np.csv");

        // Then
        assertThat(read.playlists()).singleElement().satisfies(playlist -> assertThat(playlist.getTracks())
                .extracting(SnapshotTrack::getTitle)
                .containsExactly("One", "Three"));
        assertThat(read.refused())
                .extracting(flaw -> flaw.place() + ": " + flaw.expected() + ", " + flaw.got())
                .containsExactly(
                        "line 3, byte 86: UTF-8, the byte E9",
                        "line 4: fields separated by commas, quotes closed, \"u1\",\"A\" x,\"Two\",\"Mine\"",
                        "line 5: 4 fields, 3: u1,A,Two",
                        "line 6: a user_id, none",
                        "line 7: a trackname, none");
    }

    @Test
    void aQuotedFieldMayRunOverLinesButNotSwallowTheFile() {
        // Given
        var rows =
                new StringBuilder(NOW_PLAYING).append("\"u1\",\"A\",\"Two\nlines\",\"Mine\"\n\"u1\",\"never closed\n");
        Stream.iterate(0, i -> i < 40, i -> i + 1)
                .forEach(i -> rows.append("u1,A,Song ").append(i).append(",Mine\n"));
        dump.write("np.csv", rows.toString());

        // When
        Read read = dump.read("np.csv");

        // Then
        assertThat(read.playlists()).singleElement().satisfies(playlist -> assertThat(playlist.getTracks())
                .hasSize(41)
                .first()
                .extracting(SnapshotTrack::getTitle)
                .isEqualTo("Two\nlines"));
        assertThat(read.refused()).singleElement().satisfies(flaw -> assertThat(flaw.place())
                .isEqualTo("line 4"));
    }
}
