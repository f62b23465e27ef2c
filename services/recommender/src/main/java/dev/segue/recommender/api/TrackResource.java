package dev.segue.recommender.api;

import dev.segue.recommender.api.Answers.FoundTracksJson;
import dev.segue.recommender.api.Answers.NeighbourTracksJson;
import dev.segue.recommender.api.Answers.SimilarTracksJson;
import dev.segue.recommender.api.Answers.TrackViewJson;
import dev.segue.recommender.serving.Recommender;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Tracks: found by text, looked up, and what is near them.
@Path("/v1/tracks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tracks")
final class TrackResource {

    private final Recommender recommender;
    private final RequestTimer timer;

    TrackResource(Recommender recommender, RequestTimer timer) {
        this.recommender = recommender;
        this.timer = timer;
    }

    @GET
    @Path("/search")
    @Operation(
            operationId = "searchTracks",
            summary = "Autocomplete over titles, artists and albums, tolerant of typos and diacritics")
    public FoundTracksJson search(
            @Parameter(
                            description = "What is typed so far",
                            required = true,
                            schema = @Schema(type = SchemaType.STRING, maxLength = Bounds.MAX_TEXT))
                    @QueryParam("q")
                    @Nullable
                    String q,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500", defaultValue = "20"))
                    @QueryParam("limit")
                    @Nullable
                    String limit) {
        return timer.time(
                "search-tracks",
                () -> FoundTracksJson.of(recommender.searchTracks(Bounds.text("q", q), Bounds.limit(limit))));
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "track", summary = "What is known of a track")
    public TrackViewJson track(@PathParam("id") String id) {
        return timer.time("track", () -> TrackViewJson.of(recommender.track(Bounds.trackId("id", id))));
    }

    @GET
    @Path("/{id}/similar")
    @Operation(operationId = "similarTracks", summary = "The nearest tracks in the model's space")
    public SimilarTracksJson similar(
            @PathParam("id") String id,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500", defaultValue = "20"))
                    @QueryParam("limit")
                    @Nullable
                    String limit) {
        return timer.time(
                "similar",
                () -> SimilarTracksJson.of(recommender.similar(Bounds.trackId("id", id), Bounds.limit(limit))));
    }

    @GET
    @Path("/{id}/neighbours")
    @Operation(operationId = "neighbourTracks", summary = "Exact live co-occurrence counts")
    public NeighbourTracksJson neighbours(
            @PathParam("id") String id,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500", defaultValue = "20"))
                    @QueryParam("limit")
                    @Nullable
                    String limit) {
        return timer.time(
                "neighbours",
                () -> NeighbourTracksJson.of(recommender.neighbours(Bounds.trackId("id", id), Bounds.limit(limit))));
    }
}
