package dev.segue.lab;

import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.PlaylistKnn;
import dev.segue.recommending.twostage.Recommender;
import java.util.function.Consumer;

/// The recommender that is served for a library.
final class Served {

    private Served() {}

    /// Fits all it needs on the library alone.
    static Recommender fit(Library library, Consumer<String> aside) {
        aside.accept("Learnt from " + library.corpus().playlists() + " playlists");
        return PlaylistKnn.PLAIN;
    }
}
