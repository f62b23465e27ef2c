package dev.segue.cli.feeding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.segue.cli.http.Service;
import dev.segue.cli.http.ServiceFailure;
import dev.segue.cli.http.Services;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Follows playlists from a file to being served.
///
/// Waiting goes on for as long as something moves; after a standstill it fails and says where.
public final class Feeding {

    private final Services services;
    private final Pace pace;
    private final Consumer<String> progress;
    private @Nullable String lastRefusal;

    /// A way through `services`.
    ///
    /// @param progress takes a line that replaces the one before
    public Feeding(Services services, Pace pace, Consumer<String> progress) {
        this.services = services;
        this.pace = pace;
        this.progress = progress;
    }

    /// An import and what became of its playlists.
    public record Fed(Imported imported, Account account) {

        /// Whether every record was taken in and is accounted for.
        public boolean complete() {
            return imported.complete() && account.total() >= imported.published();
        }
    }

    /// Has the crawler import `path` and waits until the preprocessor is through with it.
    ///
    /// @param path absolute: a file, a folder or a glob
    /// @param format as the crawler names it; empty when the content decides
    public Fed feed(String path, Optional<String> format) throws InterruptedException {
        JsonNode before = awaitPreprocessed(Map.of());
        Imported imported = importPath(path, format);
        JsonNode after = awaitPreprocessed(imported.endOffsets());
        return new Fed(imported, Account.between(before, after));
    }

    private Imported importPath(String path, Optional<String> format) throws InterruptedException {
        var request = new LinkedHashMap<String, String>();
        request.put("path", path);
        format.ifPresent(name -> request.put("format", name));
        String id =
                services.crawler().post("/v1/imports", request).path("importId").asText();
        var movement = new Movement("the import of " + path);
        while (true) {
            JsonNode report = look(services.crawler(), "/v1/imports/" + Service.encoded(id));
            if (!report.isMissingNode() && !isUnderWay(report.path("state").asText())) {
                return Imported.of(report);
            }
            progress.accept(describeImport(report));
            movement.next(report);
        }
    }

    private static boolean isUnderWay(String state) {
        return state.equals("running") || state.equals("waiting");
    }

    private static String describeImport(JsonNode report) {
        JsonNode files = report.path("files");
        JsonNode bytes = report.path("bytes");
        return "importing: file %s of %s · %s of %s MiB · %s playlists"
                .formatted(
                        Account.number(files.path("done").asLong()
                                + files.path("skipped").asLong()),
                        Account.number(files.path("total").asLong()),
                        Account.number(bytes.path("done").asLong() >> 20),
                        Account.number(bytes.path("total").asLong() >> 20),
                        Account.number(report.path("records").path("published").asLong()));
    }

    /// Waits until the preprocessor has read up to `ends`, everything else in its topic too, and has published the
    /// neighbours that changed.
    private JsonNode awaitPreprocessed(Map<Integer, Long> ends) throws InterruptedException {
        var movement = new Movement("the preprocessor");
        while (true) {
            JsonNode statistics = look(services.preprocessor(), "/v1/statistics");
            long lag = statistics.path("lag").asLong();
            long pending = statistics.path("pendingNeighbours").asLong();
            JsonNode read = statistics.path("inputOffsets");
            boolean through = ends.entrySet().stream()
                    .allMatch(end -> read.path(end.getKey().toString()).asLong() >= end.getValue());
            if (!statistics.isMissingNode() && through && lag == 0 && pending == 0) {
                return statistics;
            }
            progress.accept(
                    "preprocessing: %s playlists clean · %s snapshots to read · neighbours of %s tracks to publish"
                            .formatted(
                                    Account.number(statistics.path("playlists").asLong()),
                                    Account.number(lag),
                                    Account.number(pending)));
            movement.next(statistics);
        }
    }

    /// Waits until the recommender answers with a model and an index and has caught up with its topics.
    public Served awaitServed() throws InterruptedException {
        var movement = new Movement("training and indexing");
        String waitingFor = "";
        long waitingSince = 0;
        while (true) {
            JsonNode status = look(services.recommender(), "/v1/status");
            if (isServed(status)) {
                return new Served.Ready(status);
            }
            JsonNode training = look(services.trainer(), "/v1/trainings/current");
            if (training.path("state").asText().equals("waiting")) {
                String reason = training.path("waitingFor").asText();
                if (!reason.equals(waitingFor)) {
                    waitingFor = reason;
                    waitingSince = System.nanoTime();
                } else if (System.nanoTime() - waitingSince > pace.untrained().toNanos()) {
                    return new Served.Untrained(reason + failure(training));
                }
            } else {
                waitingFor = "";
            }
            progress.accept(describeTraining(training, status));
            movement.next(training, status.path("asOf"), status.path("modelVersion"));
        }
    }

    private static boolean isServed(JsonNode status) {
        return status.path("ready").asBoolean()
                && status.path("modelVersion").isTextual()
                && status.path("indexVersion").isTextual()
                && status.path("lag").isIntegralNumber()
                && status.path("lag").asLong() == 0;
    }

    /// Starts a training and waits until its model is served. A training of the very playlists that the model served
    /// was trained on makes no new one: it then goes on being served.
    ///
    /// @param asked which model, as the trainer's API takes it; empty for the configured one
    public Served train(Map<String, Object> asked) throws InterruptedException {
        String before =
                services.recommender().get("/v1/status").path("modelVersion").asText("");
        String errorBefore = failure(services.trainer().get("/v1/trainings/current"));
        services.trainer().post("/v1/trainings", asked);
        var movement = new Movement("training and indexing");
        long restingSince = System.nanoTime();
        while (true) {
            JsonNode status = look(services.recommender(), "/v1/status");
            JsonNode training = look(services.trainer(), "/v1/trainings/current");
            String error = failure(training);
            if (!error.isEmpty() && !error.equals(errorBefore)) {
                throw new ServiceFailure(500, "There is no new model" + error);
            }
            boolean rests = !training.isMissingNode()
                    && !training.path("state").asText().equals("training")
                    && training.path("lastModelId").asText("").equals(before);
            if (!rests) {
                restingSince = System.nanoTime();
            }
            boolean another = !status.path("modelVersion").asText("").equals(before);
            boolean settled =
                    System.nanoTime() - restingSince > pace.untrained().toNanos();
            if (isServed(status) && (another || settled)) {
                return new Served.Ready(status);
            }
            progress.accept(describeTraining(training, status));
            movement.next(training, status.path("asOf"), status.path("modelVersion"));
        }
    }

    /// The trainer's last failure as the end of a sentence; empty when there is none.
    private static String failure(JsonNode training) {
        JsonNode error = training.path("lastError");
        return error.isTextual() ? "; the last training failed: " + error.asText() : "";
    }

    private static String describeTraining(JsonNode training, JsonNode status) {
        return switch (training.path("state").asText()) {
            case "training" ->
                "training: epoch %d of %d · loss %s"
                        .formatted(
                                training.path("epoch").asInt(),
                                training.path("epochs").asInt(),
                                training.path("loss").isNumber()
                                        ? "%.4f".formatted(training.path("loss").asDouble())
                                        : "not known yet");
            case "waiting" ->
                "the trainer waits: " + training.path("waitingFor").asText();
            default ->
                training.path("lastModelId").isTextual()
                        ? "indexing model " + training.path("lastModelId").asText() + " · "
                                + (status.path("modelVersion").isTextual() ? "catching up" : "not served yet")
                        : "the trainer reads the playlists";
        };
    }

    /// What a service says, or nothing while it restarts: the supervisor brings it back.
    private JsonNode look(Service service, String path) throws InterruptedException {
        try {
            return service.get(path);
        } catch (ServiceFailure e) {
            if (!e.isPassing()) {
                throw e;
            }
            lastRefusal = e.getMessage();
            return MissingNode.getInstance();
        }
    }

    /// Ends waiting when nothing has changed for too long.
    private final class Movement {

        private final String what;
        private String seen = "";
        private long since = System.nanoTime();

        Movement(String what) {
            this.what = what;
        }

        /// Pauses, then fails if `marks` have stood still for too long.
        void next(JsonNode... marks) throws InterruptedException {
            var text = new StringBuilder();
            for (JsonNode mark : marks) {
                text.append(mark).append('\n');
            }
            long now = System.nanoTime();
            if (!seen.contentEquals(text)) {
                seen = text.toString();
                since = now;
            } else if (now - since > pace.standstill().toNanos()) {
                throw new ServiceFailure(
                        0,
                        "Nothing has moved in " + what + " for " + seconds(pace.standstill()) + "; last seen: "
                                + seen.strip() + (lastRefusal == null ? "" : ". " + lastRefusal));
            }
            pause(pace.poll());
        }
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }

    private static void pause(Duration duration) throws InterruptedException {
        new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }
}
