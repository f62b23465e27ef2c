package dev.segue.recommender.api;

import dev.segue.domain.PlaylistId;
import dev.segue.recommender.api.Answers.FoundPlaylistsJson;
import dev.segue.recommender.api.Answers.PlaylistJson;
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

/// Live playlists: found by title, and read.
@Path("/v1/playlists")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "playlists")
final class PlaylistResource {

    private final Recommender recommender;
    private final RequestTimer timer;

    PlaylistResource(Recommender recommender, RequestTimer timer) {
        this.recommender = recommender;
        this.timer = timer;
    }

    @GET
    @Path("/search")
    @Operation(operationId = "searchPlaylists", summary = "Text to playlists with similar titles")
    public FoundPlaylistsJson search(
            @Parameter(
                            description = "Keyword or free text",
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
                "search-playlists",
                () -> FoundPlaylistsJson.of(recommender.searchPlaylists(Bounds.text("q", q), Bounds.limit(limit))));
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "playlist", summary = "A live playlist, its tracks in order")
    public PlaylistJson playlist(@PathParam("id") String id) {
        return timer.time("playlist", () -> PlaylistJson.of(recommender.playlist(new PlaylistId(id).value())));
    }
}
