package dev.segue.lab;

import dev.segue.recommending.twostage.ItemCosine;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.PlaylistKnn;
import dev.segue.recommending.twostage.Ranking;
import dev.segue.recommending.twostage.Recommender;
import dev.segue.recommending.twostage.Stage;
import dev.segue.recommending.twostage.TwoStage;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A recommender that can stand on the leaderboard. The single ones named after a stage are first stages of the served
/// system, asked alone.
public enum Model {
    /// What most playlists hold.
    POPULARITY(null),
    /// Plain cosine of tracks, shrunk by 10.
    ITEM_COSINE(null),
    /// Plain playlist-kNN: β .4, 1,000 neighbours, squared.
    PLAYLIST_KNN(null),
    TITLE_WORDS(Stage.WORDS),
    TITLE_GRAMS(Stage.GRAMS),
    SAME_TITLE(Stage.SAME_TITLE),
    TITLE_ARTISTS(Stage.TITLE_ARTISTS),
    TUNED_PLAYLIST_KNN(Stage.PLAYLISTS),
    ARTIST_KNN(Stage.ARTISTS),
    KERNEL_RIDGE(Stage.RIDGE),
    TUNED_ITEMS(Stage.ITEMS),
    SPACE(Stage.SPACE),
    SLIM(Stage.SLIM),
    IALS(Stage.FACTORS),
    /// The served system.
    TWO_STAGE(null);

    @Nullable
    private final Stage stage;

    Model(@Nullable Stage stage) {
        this.stage = stage;
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

    /// Whether it needs what the served system was fitted with.
    boolean needsFit() {
        return this == TWO_STAGE || stage != null;
    }

    Recommender over(Library library, Optional<TwoStage> served) {
        if (stage != null) {
            return served.orElseThrow().describer().alone(stage);
        }
        return switch (this) {
            case POPULARITY -> (query, limit) -> Ranking.byPopularity(library, query, limit);
            case ITEM_COSINE -> ItemCosine.plain(library);
            case TWO_STAGE -> served.orElseThrow();
            default -> PlaylistKnn.plain(library);
        };
    }
}
