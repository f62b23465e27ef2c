package dev.segue.recommender.api;

import dev.segue.platform.CodeVersion;
import dev.segue.recommender.api.Answers.StatusJson;
import dev.segue.recommender.serving.LiveRecommender;
import dev.segue.recommender.serving.Recommender;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// How the recommender is; answers whether it is ready or not.
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "status")
final class StatusResource {

    private final Recommender recommender;
    private final LiveRecommender live;

    StatusResource(Recommender recommender, LiveRecommender live) {
        this.recommender = recommender;
        this.live = live;
    }

    @GET
    @Path("/status")
    @Operation(operationId = "status", summary = "Readiness, versions, freshness and lag")
    public StatusJson status() {
        return StatusJson.of(recommender.status(), live.startedAt(), CodeVersion.current());
    }
}
