package dev.segue.recommender.api;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.recommender.api.Answers.ComparisonJson;
import dev.segue.recommender.api.Answers.DecisionJson;
import dev.segue.recommender.api.Answers.ModelJson;
import dev.segue.recommender.api.Answers.ModelsJson;
import dev.segue.recommender.serving.ComparisonTally;
import dev.segue.recommender.serving.Decisions;
import dev.segue.recommender.serving.LiveRecommender;
import dev.segue.recommender.serving.Recommender;
import dev.segue.recommender.serving.Role;
import dev.segue.schemas.avro.ReleaseRole;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Models on offer, and who of them has which part in answering. A change is told on `release-roles.v1` and answered
/// when this replica follows it; every other replica follows the same event.
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "models")
final class ModelResource {

    private final Recommender recommender;
    private final LiveRecommender live;
    private final Decisions decisions;

    ModelResource(Recommender recommender, LiveRecommender live, Decisions decisions) {
        this.recommender = recommender;
        this.live = live;
        this.decisions = decisions;
    }

    /// A model for a role.
    @Schema(name = "Assignment", description = "A model for a role")
    record AssignmentJson(
            @Schema(description = "Of a model on offer", required = true) @Nullable
            String modelId,

            @Schema(
                    description = "Of the requests, above 0 and at most 1; of canary, shadow and comparison",
                    defaultValue = "0.05")
            @Nullable
            Double share) {}

    @GET
    @Operation(operationId = "models", summary = "Models on offer, newest first, with their roles")
    public ModelsJson models() {
        return answer();
    }

    @PUT
    @Path("/active")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "promote", summary = "Makes a model answer, until another is promoted")
    public ModelsJson promote(@Nullable AssignmentJson assignment) {
        decisions.promote(modelId(assignment));
        return answer();
    }

    @DELETE
    @Path("/active")
    @Operation(operationId = "releaseActive", summary = "Lets the newest release that holds answer again")
    public ModelsJson release() {
        decisions.release();
        return answer();
    }

    @POST
    @Path("/active/rollback")
    @Operation(operationId = "rollBack", summary = "Makes the model answer that did before")
    public ModelsJson rollBack() {
        decisions.rollBack();
        return answer();
    }

    @PUT
    @Path("/{role: canary|shadow|comparison}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "assignRole", summary = "Gives a model a share of the requests")
    public ModelsJson assign(
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"canary", "shadow", "comparison"}))
                    @PathParam("role")
                    String role,
            @Nullable AssignmentJson assignment) {
        String modelId = modelId(assignment);
        Double given = assignment == null ? null : assignment.share();
        double share = given == null ? Bounds.DEFAULT_SHARE : given;
        if (!(share > 0 && share <= 1)) {
            throw Bounds.outside("share", "above 0 and at most 1", share);
        }
        decisions.assign(role(role), modelId, share);
        return answer();
    }

    @DELETE
    @Path("/{role: canary|shadow|comparison}")
    @Operation(operationId = "endRole", summary = "Takes the role away from whoever has it")
    public ModelsJson end(
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"canary", "shadow", "comparison"}))
                    @PathParam("role")
                    String role) {
        decisions.end(role(role));
        return answer();
    }

    @GET
    @Path("/comparison")
    @Operation(operationId = "comparison", summary = "Feedback on interleaved answers, by model")
    public ComparisonJson comparison() {
        ReleaseRole running = live.roles()
                .of(Role.COMPARISON)
                .orElseThrow(() -> new SegueException(ErrorCode.NOT_FOUND, "No comparison runs"));
        ComparisonTally.Result result = live.tally().of(String.valueOf(running.getComparisonId()));
        return new ComparisonJson(
                running.getModelId(), running.getShare(), result.actions(), result.preferred(), result.ties());
    }

    private ModelsJson answer() {
        var versions = recommender.status().versions();
        return new ModelsJson(
                Answers.orNull(versions.modelVersion()),
                Answers.orNull(versions.indexVersion()),
                versions.asOf().byTopic(),
                live.roles().all().values().stream().map(DecisionJson::of).toList(),
                live.releases().models().stream()
                        .map(release -> ModelJson.of(
                                release, live.rolesOf(release.getModelId()), live.refusal(release.getModelId())))
                        .toList());
    }

    private static String modelId(@Nullable AssignmentJson assignment) {
        if (assignment == null || assignment.modelId() == null) {
            throw Bounds.malformed("modelId", "the id of a model on offer", "none");
        }
        return Bounds.text("modelId", assignment.modelId());
    }

    private static Role role(String label) {
        return Stream.of(Role.values())
                .filter(role -> role.label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
