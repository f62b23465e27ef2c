package dev.segue.recommender.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.segue.recommender.serving.FeedbackDesk;
import dev.segue.recommender.serving.Recommender;
import dev.segue.recommender.serving.Role;
import dev.segue.recommender.serving.Versions;
import dev.segue.recommending.Continuation;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.schemas.avro.ReleaseRole;
import dev.segue.search.CatalogueEntry;
import dev.segue.search.TitleHit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The API's answers in JSON. Every one says which model and index it was made with and up to where the live topics
/// were in it.
final class Answers {

    private Answers() {}

    @Schema(name = "Track", description = "A track of the catalogue")
    record TrackJson(
            String id,
            String title,
            List<String> artists,
            @Nullable String album,
            @Nullable Long durationMs) {

        static TrackJson of(CatalogueEntry entry) {
            return new TrackJson(entry.id(), entry.title(), entry.artists(), entry.album(), entry.durationMs());
        }
    }

    @Schema(name = "Because", description = "The live playlists that hold both the seed and the track")
    record BecauseJson(String seed, int coPlaylists) {}

    @Schema(name = "BecausePlaylist", description = "A live playlist whose title is near the request's")
    record BecausePlaylistJson(String id, String title) {}

    @Schema(name = "Recommendation")
    record ItemJson(
            TrackJson track,

            @Schema(description = "Relative to the best of the answer, at most 1")
            double score,

            @Schema(description = "Seeds it shares most live playlists with, most first, at most three")
            List<BecauseJson> because,

            @Schema(
                    description = "The source that gave most of the score",
                    enumeration = {"playlist-knn", "vectors", "titles", "artists", "popularity"})
            String source,

            @JsonInclude(JsonInclude.Include.NON_EMPTY)
            @Schema(
                    description =
                            "Where the source is titles: playlists of near titles that hold it, nearest first, at most three")
            List<BecausePlaylistJson> becausePlaylists) {

        static ItemJson of(Recommender.Item item) {
            return new ItemJson(
                    TrackJson.of(item.track()),
                    rounded(item.score()),
                    item.because().stream()
                            .map(because -> new BecauseJson(because.seed(), because.coPlaylists()))
                            .toList(),
                    item.source().label(),
                    item.titled().stream()
                            .map(playlist -> new BecausePlaylistJson(playlist.playlistId(), playlist.title()))
                            .toList());
        }
    }

    @JsonSerialize(using = RecommendationsWriter.class)
    @Schema(name = "Recommendations", description = "A page of a continuation")
    record RecommendationsJson(
            @Schema(description = "For feedback about these items")
            String requestId,

            @Nullable String modelVersion,
            @Nullable String indexVersion,

            @Schema(
                    description =
                            "Second model, whose tracks are interleaved with those of modelVersion; null but in a comparison")
            @Nullable
            String comparedModelVersion,

            Map<String, Map<Integer, Long>> asOf,
            List<ItemJson> items,

            @Schema(description = "Seeds that neither a live playlist nor the model knows")
            List<String> unresolvedSeeds,

            @Schema(
                    description = "Why the items say nothing about the request; null when they do",
                    enumeration = {"unknown-seeds", "unknown-title", "unknown-seeds-and-title", "no-candidates"})
            @Nullable
            String fallback,

            @Schema(description = "For the next page; null on the last one") @Nullable
            String nextCursor) {

        static RecommendationsJson of(Recommender.Recommendations found) {
            Versions versions = found.versions();
            return new RecommendationsJson(
                    found.requestId(),
                    orNull(versions.modelVersion()),
                    orNull(versions.indexVersion()),
                    orNull(versions.comparedModelVersion()),
                    versions.asOf().byTopic(),
                    found.items().stream().map(ItemJson::of).toList(),
                    found.unresolvedSeeds(),
                    orNull(found.fallback().map(Continuation.Reason::label)),
                    orNull(found.nextCursor()));
        }
    }

    @Schema(name = "FoundTracks")
    record FoundTracksJson(
            @Nullable String modelVersion,
            @Nullable String indexVersion,
            Map<String, Map<Integer, Long>> asOf,
            List<FoundTrackJson> items) {

        static FoundTracksJson of(Recommender.FoundTracks found) {
            Versions versions = found.versions();
            return new FoundTracksJson(
                    orNull(versions.modelVersion()),
                    orNull(versions.indexVersion()),
                    versions.asOf().byTopic(),
                    found.items().stream().map(FoundTrackJson::of).toList());
        }
    }

    @Schema(name = "FoundTrack")
    record FoundTrackJson(
            TrackJson track,

            @Schema(description = "Clean playlists that hold it, as the catalogue last said")
            int playlists) {

        static FoundTrackJson of(CatalogueEntry entry) {
            return new FoundTrackJson(TrackJson.of(entry), entry.playlists());
        }
    }

    @Schema(name = "TrackView")
    record TrackViewJson(
            @Nullable String modelVersion,
            @Nullable String indexVersion,
            Map<String, Map<Integer, Long>> asOf,
            TrackJson track,

            @Schema(description = "Live playlists that hold it")
            int playlists,

            @Schema(description = "Whether the model has a vector for it")
            boolean inModel) {

        static TrackViewJson of(Recommender.TrackView view) {
            Versions versions = view.versions();
            return new TrackViewJson(
                    orNull(versions.modelVersion()),
                    orNull(versions.indexVersion()),
                    versions.asOf().byTopic(),
                    TrackJson.of(view.track()),
                    view.playlists(),
                    view.inModel());
        }
    }

    @Schema(name = "SimilarTrack")
    record SimilarJson(
            TrackJson track,

            @Schema(description = "Of the two tracks' vectors, -1 to 1")
            double cosine) {}

    @Schema(name = "SimilarTracks", description = "The nearest tracks in the model's space")
    record SimilarTracksJson(
            @Nullable String modelVersion,
            @Nullable String indexVersion,
            Map<String, Map<Integer, Long>> asOf,
            TrackJson track,
            List<SimilarJson> items) {

        static SimilarTracksJson of(Recommender.SimilarTracks similar) {
            Versions versions = similar.versions();
            return new SimilarTracksJson(
                    orNull(versions.modelVersion()),
                    orNull(versions.indexVersion()),
                    versions.asOf().byTopic(),
                    TrackJson.of(similar.track()),
                    similar.items().stream()
                            .map(item -> new SimilarJson(TrackJson.of(item.track()), rounded(item.cosine())))
                            .toList());
        }
    }

    @Schema(name = "Neighbour")
    record NeighbourJson(
            TrackJson track,

            @Schema(description = "Playlists in which both stand within the window, exact")
            int count,

            @Schema(description = "Clean playlists that hold the neighbour")
            int playlists,

            @Schema(description = "count / sqrt(playlists of both sides multiplied)")
            double cosine) {}

    @Schema(name = "NeighbourTracks", description = "Exact live co-occurrence")
    record NeighbourTracksJson(
            @Nullable String modelVersion,
            @Nullable String indexVersion,
            Map<String, Map<Integer, Long>> asOf,
            TrackJson track,

            @Schema(description = "Largest difference of positions that counts; null when nothing was counted")
            @Nullable
            Integer window,

            @Schema(description = "Clean playlists that hold the track")
            int playlists,

            List<NeighbourJson> items) {

        static NeighbourTracksJson of(Recommender.NeighbourTracks neighbours) {
            Versions versions = neighbours.versions();
            return new NeighbourTracksJson(
                    orNull(versions.modelVersion()),
                    orNull(versions.indexVersion()),
                    versions.asOf().byTopic(),
                    TrackJson.of(neighbours.track()),
                    orNull(neighbours.window()),
                    neighbours.playlists(),
                    neighbours.items().stream()
                            .map(item -> new NeighbourJson(
                                    TrackJson.of(item.track()), item.count(), item.playlists(), rounded(item.cosine())))
                            .toList());
        }
    }

    @Schema(name = "FoundPlaylist")
    record FoundPlaylistJson(
            String id,
            String title,
            int tracks,

            @Schema(description = "Larger is more alike; within one answer only")
            double score) {

        static FoundPlaylistJson of(TitleHit hit) {
            return new FoundPlaylistJson(hit.playlistId(), hit.title(), hit.tracks(), rounded(hit.score()));
        }
    }

    @Schema(name = "FoundPlaylists")
    record FoundPlaylistsJson(
            @Nullable String modelVersion,
            @Nullable String indexVersion,
            Map<String, Map<Integer, Long>> asOf,
            List<FoundPlaylistJson> items) {

        static FoundPlaylistsJson of(Recommender.FoundPlaylists found) {
            Versions versions = found.versions();
            return new FoundPlaylistsJson(
                    orNull(versions.modelVersion()),
                    orNull(versions.indexVersion()),
                    versions.asOf().byTopic(),
                    found.items().stream().map(FoundPlaylistJson::of).toList());
        }
    }

    @Schema(name = "Playlist", description = "A live playlist, its tracks in order")
    record PlaylistJson(
            @Nullable String modelVersion,
            @Nullable String indexVersion,
            Map<String, Map<Integer, Long>> asOf,
            String id,
            String title,
            List<TrackJson> tracks) {

        static PlaylistJson of(Recommender.PlaylistView view) {
            Versions versions = view.versions();
            return new PlaylistJson(
                    orNull(versions.modelVersion()),
                    orNull(versions.indexVersion()),
                    versions.asOf().byTopic(),
                    view.id(),
                    view.title(),
                    view.tracks().stream().map(TrackJson::of).toList());
        }
    }

    @Schema(name = "Status")
    record StatusJson(
            boolean ready,

            @Schema(description = "What readiness still waits for, with the reason")
            Map<String, String> waitingFor,

            @Nullable String modelVersion,
            @Nullable String indexVersion,
            Map<String, Map<Integer, Long>> asOf,

            @Schema(description = "Records in the topics that are not in the answers yet; null while unknown") @Nullable
            Long lag,

            @Schema(description = "Live playlists") int playlists,

            @Schema(description = "Tracks in live playlists, all of them together")
            long entries,

            @Schema(description = "Tracks in the catalogue") int tracks,

            @Schema(description = "Tracks the model knows") int vectors,

            @Schema(description = "Whether the model orders answers by a second stage of its own")
            boolean secondStage,

            @Schema(description = "Age of the last playlist change when answers could show it; null before one")
            @Nullable
            Double freshnessSeconds,

            Instant startedAt,
            String version) {

        static StatusJson of(Recommender.Status status, Instant startedAt, String version) {
            Versions versions = status.versions();
            return new StatusJson(
                    status.ready(),
                    status.waitingFor(),
                    orNull(versions.modelVersion()),
                    orNull(versions.indexVersion()),
                    versions.asOf().byTopic(),
                    status.lag().isPresent() ? status.lag().getAsLong() : null,
                    status.playlists(),
                    status.entries(),
                    status.tracks(),
                    status.vectors(),
                    status.secondStage(),
                    status.freshnessSeconds().isPresent()
                            ? status.freshnessSeconds().getAsDouble()
                            : null,
                    startedAt,
                    version);
        }
    }

    @Schema(name = "Model", description = "A model on offer")
    record ModelJson(
            String modelId,

            @Schema(description = "Kind of model") String model,

            int dimension,
            int tracks,
            int playlists,
            Map<String, Double> metrics,
            Instant createdAt,

            @Schema(description = "Whether it answers now what no other model answers")
            boolean serving,

            @Schema(description = "Parts it has in answering: active, canary, shadow, comparison")
            List<String> roles,

            @Schema(description = "Why it cannot serve; null while nothing is known against it") @Nullable
            String refused) {

        static ModelJson of(ModelRelease release, List<String> roles, Optional<String> refused) {
            return new ModelJson(
                    release.getModelId(),
                    release.getModel(),
                    release.getDimension(),
                    release.getTracks(),
                    release.getPlaylists(),
                    release.getMetrics(),
                    release.getCreatedAt(),
                    roles.contains(Role.ACTIVE.label()),
                    roles,
                    orNull(refused));
        }
    }

    @Schema(name = "Decision", description = "What an operator decided about a role")
    record DecisionJson(
            String role,
            String modelId,

            @Schema(description = "Of the requests, by their hash; the same request always falls to the same side")
            double share,

            @Schema(description = "Where a roll-back goes; null elsewhere") @Nullable
            String previous,

            Instant decidedAt) {

        static DecisionJson of(ReleaseRole decision) {
            return new DecisionJson(
                    decision.getRole(),
                    decision.getModelId(),
                    decision.getShare(),
                    decision.getPrevious(),
                    decision.getDecidedAt());
        }
    }

    @Schema(name = "Models", description = "Models on offer, newest first")
    record ModelsJson(
            @Nullable String modelVersion,
            @Nullable String indexVersion,
            Map<String, Map<Integer, Long>> asOf,

            @Schema(description = "Without one on active, the newest release that holds is active")
            List<DecisionJson> decisions,

            List<ModelJson> items) {}

    @Schema(name = "Comparison", description = "Feedback on interleaved answers, by model")
    record ComparisonJson(
            String modelId,
            double share,

            @Schema(description = "Model to action to how often")
            Map<String, Map<String, Long>> actions,

            @Schema(
                    description =
                            "Model to the number of answers in which more of its tracks were played or saved than of the other's")
            Map<String, Long> preferred,

            @Schema(description = "Answers in which as many of both were")
            long ties) {}

    @Schema(name = "Receipt", description = "What became of feedback")
    record ReceiptJson(
            String feedbackId,

            @Schema(description = "Model that gave the track; null when it is not known") @Nullable
            String modelVersion,

            @Schema(description = "It was here before, and had no further effect")
            boolean repeated) {

        static ReceiptJson of(FeedbackDesk.Receipt receipt) {
            return new ReceiptJson(receipt.feedbackId(), orNull(receipt.modelVersion()), receipt.repeated());
        }
    }

    static <T> @Nullable T orNull(Optional<T> value) {
        return value.orElse(null);
    }

    /// Six decimals: what is beyond them is rounding noise of the order of summation.
    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
