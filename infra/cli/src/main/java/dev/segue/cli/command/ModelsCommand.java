package dev.segue.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.cli.app.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `segue models`: which models are on offer and which of them answers. Every change is an event that all recommenders
/// follow.
@Command(
        name = "models",
        synopsisSubcommandLabel = "COMMAND",
        description = "The models on offer, and which of them answers.")
public final class ModelsCommand implements Runnable {

    private static final String MODELS = "/v1/models";

    private final Surroundings surroundings;

    @Spec
    @Nullable
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli shows the help by itself
    private boolean help;

    public ModelsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "Missing command");
        }
    }

    /// A model that takes a share of the requests, or leaves.
    static final class Assignment {

        @Parameters(index = "0", paramLabel = "MODEL", arity = "0..1", description = "Its id, as `ls` shows it.")
        private Optional<String> model = Optional.empty();

        @Option(names = "--off", description = "End it.")
        private boolean off;
    }

    @Command(name = "ls", description = "List the models on offer, newest first.")
    int list(@Mixin Options options) throws InterruptedException {
        var answering = new Answering(surroundings, options);
        return show(answering, answering.services().recommender().get(MODELS));
    }

    @Command(name = "promote", description = "Let a model answer, until another is promoted.")
    int promote(@Mixin Options options, @ArgGroup(multiplicity = "1") Promotion promotion) throws InterruptedException {
        var answering = new Answering(surroundings, options);
        var recommender = answering.services().recommender();
        if (promotion.newest) {
            return show(answering, recommender.delete(MODELS + "/active"));
        }
        ObjectNode body = Answering.object().put("modelId", promotion.model.orElse(""));
        return show(answering, recommender.put(MODELS + "/active", body));
    }

    /// Which model to promote.
    static final class Promotion {

        @Parameters(index = "0", paramLabel = "MODEL", arity = "0..1", description = "Its id, as `ls` shows it.")
        private Optional<String> model = Optional.empty();

        @Option(names = "--newest", description = "Whatever is newest, now and from now on.")
        private boolean newest;
    }

    @Command(name = "rollback", description = "Let the model answer that did before.")
    int rollBack(@Mixin Options options) throws InterruptedException {
        var answering = new Answering(surroundings, options);
        return show(
                answering, answering.services().recommender().post(MODELS + "/active/rollback", Answering.object()));
    }

    @Command(name = "canary", description = "Let a model answer a share of the requests.")
    int canary(
            @Mixin Options options,
            @ArgGroup(multiplicity = "1") Assignment assignment,
            @Option(names = "--share", paramLabel = "SHARE", description = "Above 0, at most 1. Default: 0.05.")
                    Optional<Double> share)
            throws InterruptedException {
        return assign(options, "canary", assignment, share);
    }

    @Command(name = "shadow", description = "Ask a model too, compare what it says, serve none of it.")
    int shadow(
            @Mixin Options options,
            @ArgGroup(multiplicity = "1") Assignment assignment,
            @Option(names = "--share", paramLabel = "SHARE", description = "Above 0, at most 1. Default: 0.05.")
                    Optional<Double> share)
            throws InterruptedException {
        return assign(options, "shadow", assignment, share);
    }

    @Command(
            name = "compare",
            description = "Interleave a model with the active one, and count feedback for whose tracks it is about.")
    int compare(
            @Mixin Options options,
            @ArgGroup(multiplicity = "0..1") @Nullable Assignment assignment,
            @Option(names = "--share", paramLabel = "SHARE", description = "Above 0, at most 1. Default: 0.05.")
                    Optional<Double> share)
            throws InterruptedException {
        if (assignment != null) {
            return assign(options, "comparison", assignment, share);
        }
        var answering = new Answering(surroundings, options);
        JsonNode comparison = answering.services().recommender().get(MODELS + "/comparison");
        if (answering.json()) {
            answering.document(comparison);
        } else {
            comparison
                    .path("actions")
                    .properties()
                    .forEach(model -> answering.line("%s  %s, preferred in %d answers"
                            .formatted(
                                    model.getKey(),
                                    counts(model.getValue()),
                                    comparison
                                            .path("preferred")
                                            .path(model.getKey())
                                            .asLong())));
            answering.line(
                    "%d answers were even".formatted(comparison.path("ties").asLong()));
        }
        return ExitCode.OK.value();
    }

    private int assign(Options options, String role, Assignment assignment, Optional<Double> share)
            throws InterruptedException {
        var answering = new Answering(surroundings, options);
        var recommender = answering.services().recommender();
        if (assignment.off) {
            return show(answering, recommender.delete(MODELS + "/" + role));
        }
        ObjectNode body = Answering.object().put("modelId", assignment.model.orElse(""));
        share.ifPresent(value -> body.put("share", value));
        return show(answering, recommender.put(MODELS + "/" + role, body));
    }

    private static int show(Answering answering, JsonNode models) {
        if (answering.json()) {
            answering.document(models);
            return ExitCode.OK.value();
        }
        for (JsonNode model : models.path("items")) {
            List<String> notes = new ArrayList<>();
            model.path("roles").forEach(role -> notes.add(role.asText() + share(models, role.asText())));
            if (model.path("refused").isTextual()) {
                notes.add("refused: " + model.path("refused").asText());
            }
            answering.line("%s  %s, %d tracks × %d%s"
                    .formatted(
                            model.path("modelId").asText(),
                            model.path("model").asText(),
                            model.path("tracks").asInt(),
                            model.path("dimension").asInt(),
                            notes.isEmpty() ? "" : "  [" + String.join("; ", notes) + "]"));
        }
        if (models.path("items").isEmpty()) {
            answering.line("No model is on offer yet");
        }
        return ExitCode.OK.value();
    }

    private static String share(JsonNode models, String role) {
        return models.path("decisions")
                .valueStream()
                .filter(decision -> decision.path("role").asText().equals(role) && !role.equals("active"))
                .map(decision -> " of " + decision.path("share").asText())
                .findFirst()
                .orElse("");
    }

    private static String counts(JsonNode actions) {
        var counts = new ArrayList<String>();
        actions.properties().forEach(action -> counts.add(action.getValue().asLong() + " " + action.getKey()));
        return String.join(", ", counts);
    }
}
