package dev.segue.lab;

import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.TwoStage;
import dev.segue.training.twostage.TwoStageTrainer;
import dev.segue.training.twostage.TwoStageTrainer.Config;
import java.util.Locale;
import java.util.function.Consumer;

/// The recommender that is served for a library.
final class Served {

    private static final double MEGA = 1e6;

    private Served() {}

    /// Fits all it needs on the library alone, and says how long that took and what it left on the heap.
    static TwoStage fit(Library library, Consumer<String> aside) {
        long start = System.nanoTime();
        TwoStage fitted = new TwoStageTrainer(library, Config.of(library), aside).fit();
        Runtime runtime = Runtime.getRuntime();
        aside.accept(String.format(
                Locale.ROOT,
                "Fitted to %d playlists with %d tracks in %.0f s; heap %.0f MB in use, %.0f MB taken, %.0f MB allowed",
                library.corpus().playlists(),
                library.corpus().entries(),
                (System.nanoTime() - start) / 1e9,
                (runtime.totalMemory() - runtime.freeMemory()) / MEGA,
                runtime.totalMemory() / MEGA,
                runtime.maxMemory() / MEGA));
        return fitted;
    }
}
