package dev.segue.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Times the text search over a catalogue, by hand: no test runs it. Arguments: a tab-separated catalogue (track id,
/// title, artist, album, playlists), one of playlist titles (playlist id, title), and a folder to write to.
public final class TrackSearchTimings {

    private static final List<String> TYPED = List.of(
            "b",
            "be",
            "bey",
            "beyo",
            "beyonce",
            "beyonce h",
            "beyonce halo",
            "halo beyonce",
            "beyonse halo",
            "bob marley",
            "bob marely is this love",
            "three little birds",
            "the the",
            "the",
            "it",
            "a",
            "s",
            "love",
            "sigur ros hoppipolla",
            "metalica enter sandmn",
            "don't stop believin",
            "acdc thunderstruck",
            "kendrick lamar humble",
            "smels like teen spirt",
            "undefinable nonsense qwertz",
            "radiohead",
            "coldplya");
    private static final List<String> TITLES = List.of(
            "chill", "late night jazz", "workout 2017", "regae classics", "road trip", "sleep", "90s rock", "🔥");
    private static final int ROUNDS = 20;

    private TrackSearchTimings() {}

    public static void main(String[] args) throws IOException {
        try (TrackSearch search = TrackSearch.open(Path.of(args[2]))) {
            long start = System.nanoTime();
            for (String line : Files.readAllLines(Path.of(args[0]))) {
                String[] c = line.split("\t", -1);
                search.upsertTrack(new CatalogueEntry(
                        c[0], c[1], List.of(c[2]), List.of(), c[3], null, null, null, null, Integer.parseInt(c[4])));
            }
            for (String line : Files.readAllLines(Path.of(args[1]))) {
                String[] c = line.split("\t", -1);
                search.upsertPlaylistTitle(c[0], c[1], 1);
            }
            search.commit();
            search.refresh();
            System.out.printf(
                    Locale.ROOT,
                    "%d tracks and %d titles written in %.1f s%n",
                    search.tracks(),
                    search.playlists(),
                    (System.nanoTime() - start) / 1e9);
            for (String text : TYPED) {
                time(text, () -> search.searchTracks(text, 10), hits -> hits.stream()
                        .limit(3)
                        .forEach(hit -> System.out.printf(
                                "    %s · %s · %d · %s%n",
                                hit.track().title(),
                                hit.track().artists(),
                                hit.track().playlists(),
                                hit.match())));
            }
            for (String text : TITLES) {
                time(text, () -> search.searchTitles(text, 50), hits -> hits.stream()
                        .limit(5)
                        .forEach(hit -> System.out.printf(Locale.ROOT, "    %s · %.2f%n", hit.title(), hit.score())));
            }
        }
    }

    private interface Asked<T> {
        List<T> ask();
    }

    private static <T> void time(String text, Asked<T> asked, Consumer<List<T>> show) {
        List<T> hits = asked.ask();
        double[] millis = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            hits = asked.ask();
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%-32s %4d hits, median %6.2f ms, worst %6.2f ms%n",
                text,
                hits.size(),
                millis[ROUNDS / 2],
                millis[ROUNDS - 1]);
        show.accept(hits);
    }
}
