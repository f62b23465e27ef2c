package dev.segue.lab;

import dev.segue.recommending.twostage.ItemCosine;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.PlaylistKnn;
import dev.segue.recommending.twostage.Ranking;
import dev.segue.recommending.twostage.Recency;
import dev.segue.recommending.twostage.Recommender;
import dev.segue.recommending.twostage.Stage;
import dev.segue.recommending.twostage.TwoStage;
import dev.segue.training.ranking.RankerConfig;
import dev.segue.training.twostage.Peers;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A recommender that can stand on the leaderboard. The single ones named after a stage are first stages of
/// the two-stage system, asked alone.
public enum Model {
    /// What most playlists hold.
    POPULARITY(null),
    /// Plain cosine of tracks, shrunk by 10.
    ITEM_COSINE(null),
    /// The same without shrinkage.
    UNSHRUNK_COSINE(null),
    /// Item-kNN by the share of the track's own playlists more than of the seed's: α .3, shrunk by 10.
    ASYMMETRIC_COSINE(null),
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
    SLIM(null),
    IALS(null),
    /// EASE between the tracks that most playlists hold.
    EASE(null),
    /// What the recommender serves, its first stages blended by the shape of the request.
    BLENDED(null),
    /// The same, the best of it ordered by the second stage where that gained.
    RANKED(null),
    /// Both stages in full, too slow to be served.
    TWO_STAGE(null);

    /// As many as half a gigabyte holds the weights of.
    private static final int DENSE_TRACKS = 10_000;

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

    /// Whether it needs what the two-stage system was fitted with.
    boolean needsFit() {
        return this == TWO_STAGE || stage != null;
    }

    /// Whether it answers as the recommender service does.
    boolean isLive() {
        return this == BLENDED || this == RANKED;
    }

    /// @param served the two-stage system; there when [#needsFit]
    /// @param live there when [#isLive]
    /// @param recency of seeds whose order is known; the stages of the two-stage system have their own
    /// @param aside hears of what is fitted, a line each
    Recommender over(
            Library library,
            Optional<TwoStage> served,
            Optional<LivePath> live,
            Recency recency,
            Consumer<String> aside) {
        if (stage != null) {
            return served.orElseThrow().describer().alone(stage);
        }
        return switch (this) {
            case POPULARITY -> (query, limit) -> Ranking.byPopularity(library, query, limit);
            case ITEM_COSINE -> new ItemCosine(library, .5, 10, recency);
            case UNSHRUNK_COSINE -> new ItemCosine(library, .5, 0, recency);
            case ASYMMETRIC_COSINE -> new ItemCosine(library, .3, 10, recency);
            case SLIM -> Peers.slim(library, recency);
            case IALS -> Peers.ials(library, recency);
            case EASE -> Peers.ease(library, DENSE_TRACKS, recency);
            case TWO_STAGE -> served.orElseThrow();
            case BLENDED -> live.orElseThrow().recommender(Optional.empty());
            case RANKED ->
                live.orElseThrow()
                        .recommender(Optional.of(live.orElseThrow()
                                .fit(RankerConfig.DEFAULTS, aside)
                                .ranker()));
            default -> new PlaylistKnn(library, .4, 1000, 2, recency);
        };
    }
}
