package dev.segue.preprocessor.stream;

import static dev.segue.testkit.Playlists.playlist;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Two years of real playlists, added to and removed from: what is counted at their end is what is counted of their
/// last day alone.
///
/// Day by day, one playlist in 25; `-Dsegue.archive.one-in=1` takes all of them.
class PlaylistArchiveTest {

    private static final int ONE_IN = Integer.getInteger("segue.archive.one-in", 25);
    /// Lists are published now and then on the way, so that there is something to take back.
    private static final int DAYS_UNTIL_LISTS = 60;

    @Test
    void whatIsCountedAtTheEndIsThatOfTheLastDayAlone() throws Exception {
        // Given
        var whole = PlaylistArchive.read(data("spotify_archive_2021/playlists-2021-05-09.tar.gz"));
        assertThat(whole.rows()).isEqualTo(94_333);
        PlaylistArchive archive = whole.oneIn(ONE_IN);
        var rules = new NeighbourRules(10, 100, 1);
        Map<String, List<String>> last = archive.on(archive.lastDay());

        try (var preprocessor = PreprocessorHarness.of(new Filters(0, UnknownSaves.KEEP, 1, 10_000), rules)) {
            // When
            var held = new HashMap<String, List<String>>();
            int days = 0;
            for (LocalDate day = archive.firstDay(); !day.isAfter(archive.lastDay()); day = day.plusDays(1)) {
                change(preprocessor, held, archive.on(day), day);
                if (++days % DAYS_UNTIL_LISTS == 0) {
                    preprocessor.settle();
                }
            }
            preprocessor.settle();

            // Then
            var recount = new Recount(
                    last.values().stream()
                            .map(tracks -> tracks.stream()
                                    .map(PlaylistArchiveTest::track)
                                    .toList())
                            .toList(),
                    rules.window());
            Map<String, Integer> catalogue = new TreeMap<>();
            preprocessor
                    .table(Topics.TRACKS)
                    .forEach((track, entry) -> catalogue.put(track, ((CatalogueTrack) entry).getPlaylists()));
            assertThat(catalogue).isEqualTo(recount.catalogue(rules));
            assertThat(Recount.text(preprocessor.table(Topics.TRACK_NEIGHBOURS)))
                    .isEqualTo(recount.lists(rules));
        }
    }

    /// A version of every playlist that is not what it was.
    private static void change(
            PreprocessorHarness preprocessor,
            Map<String, List<String>> held,
            Map<String, List<String>> now,
            LocalDate day) {
        now.forEach((id, tracks) -> {
            if (tracks.equals(held.getOrDefault(id, List.of()))) {
                return;
            }
            held.put(id, tracks);
            String playlistId = "archive:" + id;
            if (tracks.isEmpty()) {
                preprocessor.delete(playlistId);
            } else {
                preprocessor.send(playlist(playlistId)
                        .version(day.toEpochDay())
                        .of(tracks.stream().map(PlaylistArchiveTest::track).toArray(String[]::new)));
            }
        });
    }

    private static String track(String id) {
        return "spotify:track:" + id;
    }

    /// The folder `shared/data` beside the repository's root.
    private static Path data(String name) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path found = folder.resolve("shared").resolve("data").resolve(name);
            if (Files.exists(found)) {
                return found;
            }
        }
        assumeTrue(false, "skipped: the data set " + name + " is not beside the repository");
        throw new IllegalStateException("An assumption that fails throws");
    }
}
