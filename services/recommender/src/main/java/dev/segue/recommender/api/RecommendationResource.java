package dev.segue.recommender.api;

import dev.segue.recommender.api.Answers.RecommendationsJson;
import dev.segue.recommender.serving.Recommender;
import dev.segue.recommender.serving.Recommender.Question;
import dev.segue.recommending.Wishes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Continuations of playlists.
@Path("/v1/recommendations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "recommendations")
final class RecommendationResource {

    private final Recommender recommender;
    private final RequestTimer timer;

    RecommendationResource(Recommender recommender, RequestTimer timer) {
        this.recommender = recommender;
        this.timer = timer;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "continuePlaylist", summary = "Continues a playlist: seeds alone, title alone, or both")
    public RecommendationsJson continuePlaylist(@Nullable RecommendationRequest request) {
        return timer.time(
                "continue",
                () -> {
                    if (request == null) {
                        throw Bounds.malformed("body", "a JSON object", "nothing");
                    }
                    return answer(request.question());
                },
                RecommendationResource::outcome);
    }

    @POST
    @Path("/jspf")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(JspfJson.MEDIA_TYPE)
    @Operation(operationId = "continueAsJspf", summary = "The same as a playlist that players read")
    public JspfJson continueAsJspf(@Nullable RecommendationRequest request) {
        return timer.time("continue-jspf", () -> {
            if (request == null) {
                throw Bounds.malformed("body", "a JSON object", "nothing");
            }
            Question question = request.question();
            return JspfJson.of(question.title().orElse(null), recommender.recommend(question, UUID.randomUUID()));
        });
    }

    @GET
    @Operation(operationId = "recommendForText", summary = "Text to similar playlists to tracks")
    public RecommendationsJson recommendForText(
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
                    String limit,
            @Parameter(description = "nextCursor of the page before") @QueryParam("cursor") @Nullable String cursor) {
        return timer.time(
                "continue-text",
                () -> answer(new Question(
                        List.of(),
                        Optional.of(Bounds.text("q", q)),
                        Set.of(),
                        Bounds.limit(limit),
                        new Wishes(0, 0, Wishes.ANY_NUMBER, true),
                        true,
                        Optional.ofNullable(cursor))),
                RecommendationResource::outcome);
    }

    private RecommendationsJson answer(Question question) {
        return RecommendationsJson.of(recommender.recommend(question, UUID.randomUUID()));
    }

    private static String outcome(RecommendationsJson answer) {
        return answer.fallback() == null ? "ok" : "fallback";
    }
}
