package dev.segue.benchmarks.serving;

import dev.segue.benchmarks.counting.Load;
import dev.segue.search.TrackSearch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/// Text search alone, in this process and one thread, over [MadeUpMusic]: what is typed of a track's name,
/// titles of new playlists, tracks by their ids.
///
/// Arguments: folder, which keeps what was written for the next run; playlists; tracks.
public final class TextSpeed {

    private static final int QUESTIONS = 1000;
    private static final int LOOKUPS = 200_000;
    private static final int COMPLETIONS = 20;
    private static final int TITLES = 200;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private TextSpeed() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        int playlists = Integer.parseInt(arguments[1]);
        int tracks = Integer.parseInt(arguments[2]);
        var music = new MadeUpMusic(playlists, tracks);
        boolean isThere = Files.isDirectory(folder);
        long began = System.nanoTime();
        try (TrackSearch search = TrackSearch.open(Files.createDirectories(folder))) {
            if (!isThere) {
                music.write(search);
                search.commit();
                search.refresh();
            }
            say("%d tracks and %d titles open after %.1f s", search.tracks(), search.playlists(), seconds(began));
            String[] completions = new String[QUESTIONS];
            Arrays.setAll(completions, music::completion);
            String[] titles = new String[QUESTIONS];
            Arrays.setAll(titles, i -> music.title(playlists + i));
            time("completion", QUESTIONS, i -> search.searchTracks(completions[i], COMPLETIONS));
            time("title", QUESTIONS, i -> search.searchTitles(titles[i], TITLES));
            var random = new SplittableRandom(1);
            String[] ids = new String[LOOKUPS];
            Arrays.setAll(ids, i -> Load.trackId(random.nextInt(tracks)));
            time("track", LOOKUPS, i -> search.track(ids[i]));
        }
    }

    /// Two rounds, the second of which counts.
    private static void time(String what, int questions, IntConsumer ask) {
        double[] took = new double[questions];
        long processor = 0;
        for (int round = 0; round < 2; round++) {
            processor = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < questions; i++) {
                long began = System.nanoTime();
                ask.accept(i);
                took[i] = (System.nanoTime() - began) / 1e6;
            }
        }
        double mean = (THREADS.getCurrentThreadCpuTime() - processor) / 1e6 / questions;
        Arrays.sort(took);
        say(
                "%s: %.4f ms of a processor; by the clock p50 %.4f, p90 %.4f, p99 %.4f, longest %.3f ms",
                what,
                mean,
                took[questions / 2],
                took[questions * 9 / 10],
                took[questions * 99 / 100],
                took[questions - 1]);
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be all we need of its jar
    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
        System.out.flush();
    }
}
