package dev.segue.benchmarks.serving;

import dev.segue.benchmarks.counting.Load;
import dev.segue.search.TrackSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/// Text search alone, in this process and one thread, over [MadeUpMusic]: what is typed of a track's name,
/// titles of new playlists, tracks by their ids.
final class TextSpeed {

    private static final int QUESTIONS = 1000;
    private static final int LOOKUPS = 200_000;
    private static final int COMPLETIONS = 20;
    private static final int TITLES = 200;

    private TextSpeed() {}

    /// Measures and says what came of it.
    ///
    /// @param folder keeps what was written for the next run
    static void measure(Path folder, MadeUpMusic music) throws IOException {
        boolean isThere = Files.isDirectory(folder);
        var work = Clock.Work.begin();
        try (TrackSearch search = TrackSearch.open(Files.createDirectories(folder))) {
            if (!isThere) {
                music.write(search);
                search.commit();
                search.refresh();
            }
            Clock.say("%d tracks and %d titles open after %s", search.tracks(), search.playlists(), work);
            String[] completions = new String[QUESTIONS];
            Arrays.setAll(completions, music::completion);
            String[] titles = new String[QUESTIONS];
            Arrays.setAll(titles, i -> music.title(music.playlists() + i));
            say("completion", QUESTIONS, i -> search.searchTracks(completions[i], COMPLETIONS));
            say("title", QUESTIONS, i -> search.searchTitles(titles[i], TITLES));
            var random = new SplittableRandom(1);
            String[] ids = new String[LOOKUPS];
            Arrays.setAll(ids, i -> Load.trackId(random.nextInt(music.tracks())));
            say("track", LOOKUPS, i -> search.track(ids[i]));
        }
    }

    private static void say(String what, int questions, IntConsumer ask) {
        Clock.say("%s: %s", what, Clock.time(questions, ask));
    }
}
