package dev.segue.recommender.api;

import dev.segue.recommender.api.Answers.ReceiptJson;
import dev.segue.recommender.serving.FeedbackDesk;
import dev.segue.recommender.serving.FeedbackDesk.Told;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// What listeners did with recommendations.
@Path("/v1/feedback")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "feedback")
final class FeedbackResource {

    private static final List<String> ACTIONS = List.of("play", "skip", "save", "dismiss");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final int MAX_CLIENT = 100;
    private static final int ACCEPTED = 202;

    private final FeedbackDesk desk;
    private final RequestTimer timer;

    FeedbackResource(FeedbackDesk desk, RequestTimer timer) {
        this.desk = desk;
        this.timer = timer;
    }

    /// What a listener did with a track of an answer.
    @Schema(name = "Feedback", description = "What a listener did with a track of an answer")
    record FeedbackJson(
            @Schema(description = "requestId of the answer", required = true) @Nullable
            String requestId,

            @Schema(description = "The track", required = true) @Nullable
            String trackId,

            @Schema(
                    description = "What was done",
                    required = true,
                    enumeration = {"play", "skip", "save", "dismiss"})
            @Nullable
            String action,

            @Schema(
                    description = "Place of the track in the answer, from 0; needed to count it in a comparison",
                    minimum = "0",
                    maximum = "499")
            @Nullable
            Integer position,

            @Schema(description = "The app that says so", maxLength = MAX_CLIENT) @Nullable
            String client,

            @Schema(description = "When, as 2026-03-01T12:00:00Z; now when absent") @Nullable
            String occurredAt) {

        Told told() {
            if (requestId == null) {
                throw Bounds.malformed("requestId", "that of an answer", "none");
            }
            String what = Bounds.text("action", action);
            if (!ACTIONS.contains(what)) {
                throw Bounds.outside("action", "one of " + ACTIONS, what);
            }
            if (position != null && (position < 0 || position >= Bounds.MAX_LIMIT)) {
                throw Bounds.outside("position", "0 to " + (Bounds.MAX_LIMIT - 1), position);
            }
            if (client != null && client.length() > MAX_CLIENT) {
                throw Bounds.outside("client", "at most " + MAX_CLIENT + " characters", client.length());
            }
            return new Told(
                    requestId,
                    Bounds.trackId("trackId", trackId),
                    what,
                    Optional.ofNullable(position),
                    Optional.ofNullable(client),
                    Optional.ofNullable(occurredAt).map(FeedbackJson::instant));
        }

        private static Instant instant(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException _) {
                throw Bounds.malformed("occurredAt", "a time as 2026-03-01T12:00:00Z", "'" + text + "'");
            }
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(ACCEPTED)
    @Operation(operationId = "giveFeedback", summary = "Tells what a listener did; the same key again has no effect")
    public ReceiptJson give(
            @Parameter(description = "The sender's id of this feedback, the same when it tries again", required = true)
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String key,
            @Nullable FeedbackJson feedback) {
        return timer.time("feedback", () -> {
            if (key == null || !KEY.matcher(key).matches()) {
                throw Bounds.malformed(
                        "Idempotency-Key",
                        "a header of 1 to 128 visible ASCII characters",
                        key == null ? "none" : "one of " + key.length() + " characters");
            }
            if (feedback == null) {
                throw Bounds.malformed("body", "a JSON object", "nothing");
            }
            return ReceiptJson.of(desk.take(key, feedback.told()));
        });
    }
}
