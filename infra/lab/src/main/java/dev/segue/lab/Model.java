package dev.segue.lab;

import dev.segue.recommending.twostage.Stage;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A recommender without settings of its own that can stand on the leaderboard. Those named after a stage are first
/// stages of the two-stage system, asked alone.
public enum Model {
    /// Plain cosine of tracks, shrunk by 10: item-kNN as it is by default.
    ITEM_COSINE(new PlainModel.ItemKnn(.5, 10, 1, 1)),
    /// The same without shrinkage.
    UNSHRUNK_COSINE(new PlainModel.ItemKnn(.5, 0, 1, 1)),
    /// Item-kNN by the share of the track's own playlists more than of the seed's: α .3, shrunk by 10.
    ASYMMETRIC_COSINE(new PlainModel.ItemKnn(.3, 10, 1, 1)),
    TITLE_WORDS(Stage.WORDS),
    TITLE_GRAMS(Stage.GRAMS),
    SAME_TITLE(Stage.SAME_TITLE),
    TITLE_ARTISTS(Stage.TITLE_ARTISTS),
    TUNED_PLAYLIST_KNN(Stage.PLAYLISTS),
    ARTIST_KNN(Stage.ARTISTS),
    TUNED_ITEMS(Stage.ITEMS),
    SPACE(Stage.SPACE),
    /// What the recommender serves, its first stages blended by the shape of the request.
    BLENDED,
    /// The same, the best of it ordered by the second stage where that gained.
    RANKED,
    /// Both stages in full, too slow to be served.
    TWO_STAGE;

    @Nullable
    private final Stage stage;

    @Nullable
    private final PlainModel plain;

    Model() {
        this.stage = null;
        this.plain = null;
    }

    Model(Stage stage) {
        this.stage = stage;
        this.plain = null;
    }

    Model(PlainModel plain) {
        this.stage = null;
        this.plain = plain;
    }

    /// As the command line calls it: lower case, with dashes.
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Model> named(String title) {
        return Arrays.stream(values())
                .filter(model -> model.title().equals(title))
                .findFirst();
    }

    /// The first stage that it is, if it is one.
    Optional<Stage> stage() {
        return Optional.ofNullable(stage);
    }

    /// The model with settings that it is a case of, if there is one.
    Optional<PlainModel> plain() {
        return Optional.ofNullable(plain);
    }
}
