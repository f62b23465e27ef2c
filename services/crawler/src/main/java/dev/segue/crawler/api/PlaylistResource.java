package dev.segue.crawler.api;

import dev.segue.crawler.publishing.Publishers;
import dev.segue.domain.PlaylistId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// Takes playlists back.
@Path("/v1/playlists")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class PlaylistResource {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Publishers publishers;

    PlaylistResource(Publishers publishers) {
        this.publishers = publishers;
    }

    /// A tombstone that is in the topic.
    ///
    /// @param endOffsets partition of playlist-snapshots.v1 to the offset after the tombstone
    public record Removal(String playlistId, Map<Integer, Long> endOffsets) {}

    @DELETE
    @Path("/{playlistId: .+}")
    @Operation(summary = "Publishes the tombstone of a playlist, whether it is known or not")
    @APIResponseSchema(value = Removal.class, responseCode = "202")
    @APIResponse(responseCode = "400", description = "The id is none, as problem+json")
    @APIResponse(responseCode = "503", description = "Kafka cannot be reached")
    public Response remove(@PathParam("playlistId") String playlistId) throws InterruptedException {
        var id = new PlaylistId(playlistId);
        var at = publishers.shared().goneAcknowledged(id, PATIENCE);
        return Response.accepted(new Removal(id.value(), Map.of(at.partition(), at.offset() + 1)))
                .build();
    }
}
