package dev.segue.recommender.api;

import dev.segue.recommender.serving.Recommender.Question;
import dev.segue.recommending.Wishes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A playlist to continue, as it is asked for; seeds, title or both.
@Schema(description = "A playlist to continue: seeds, title or both")
record RecommendationRequest(
        @Schema(description = "Track ids in playlist order, at most 1,000", examples = "[\"spotify:track:abc\"]")
        @Nullable
        List<@Nullable String> seeds,

        @Schema(description = "The playlist's title", maxLength = Bounds.MAX_TEXT) @Nullable
        String title,

        @Schema(description = "Tracks that must not come, at most 1,000") @Nullable
        List<@Nullable String> exclude,

        @Schema(description = "Items wanted", minimum = "1", maximum = "500", defaultValue = "20") @Nullable
        Integer limit,

        @Schema(
                description = "0 = best first, 1 = as different from each other as possible",
                minimum = "0",
                maximum = "1",
                defaultValue = "0")
        @Nullable
        Double diversity,

        @Schema(
                description = "0 = as the scores are, 1 = what many playlists hold, -1 = what few hold",
                minimum = "-1",
                maximum = "1",
                defaultValue = "0")
        @Nullable
        Double popularity,

        @Schema(
                description = "Tracks by one artist in all pages together; no limit when absent",
                minimum = "1",
                maximum = "500")
        @Nullable
        Integer maxPerArtist,

        @Schema(description = "Whether tracks known to be explicit may come", defaultValue = "true") @Nullable
        Boolean explicit,

        @Schema(description = "Whether reasons are wanted", defaultValue = "true") @Nullable
        Boolean explain,

        @Schema(description = "nextCursor of the page before") @Nullable
        String cursor) {

    Question question() {
        List<String> seeds = ids("seeds", seeds());
        Optional<String> title =
                Optional.ofNullable(title()).filter(text -> !text.isBlank()).map(text -> Bounds.text("title", text));
        if (seeds.isEmpty() && title.isEmpty()) {
            throw Bounds.malformed("seeds, title", "at least one of them", "neither");
        }
        double diversity = diversity() == null ? 0 : diversity();
        if (!(diversity >= 0 && diversity <= 1)) {
            throw Bounds.outside("diversity", "0 to 1", diversity);
        }
        double popularity = popularity() == null ? 0 : popularity();
        if (!(popularity >= -1 && popularity <= 1)) {
            throw Bounds.outside("popularity", "-1 to 1", popularity);
        }
        Integer perArtist = maxPerArtist();
        if (perArtist != null && (perArtist < 1 || perArtist > Bounds.MAX_LIMIT)) {
            throw Bounds.outside("maxPerArtist", "1 to " + Bounds.MAX_LIMIT, perArtist);
        }
        Set<String> exclude = new HashSet<>(ids("exclude", exclude()));
        return new Question(
                seeds,
                title,
                exclude,
                Bounds.limit(limit()),
                new Wishes(
                        diversity,
                        popularity,
                        perArtist == null ? Wishes.ANY_NUMBER : perArtist,
                        explain() == null || explain()),
                explicit() == null || explicit(),
                Optional.ofNullable(cursor()));
    }

    private static List<String> ids(String where, @Nullable List<@Nullable String> given) {
        if (given == null) {
            return List.of();
        }
        if (given.size() > Bounds.MAX_SEEDS) {
            throw Bounds.outside(where, "at most " + Bounds.MAX_SEEDS + " track ids", given.size());
        }
        var ids = new ArrayList<String>(given.size());
        for (int i = 0; i < given.size(); i++) {
            ids.add(Bounds.trackId(where + "[" + i + "]", given.get(i)));
        }
        return ids;
    }
}
