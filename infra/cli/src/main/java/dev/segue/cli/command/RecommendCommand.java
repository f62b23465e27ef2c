package dev.segue.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.cli.app.Surroundings;
import dev.segue.cli.http.Service;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `segue recommend`: continues a playlist.
@Command(name = "recommend", description = "Continue a playlist from its tracks, its title, or both.")
public final class RecommendCommand implements Callable<Integer> {

    private static final int SHOWN = 20;

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Parameters(
            paramLabel = "SEED",
            arity = "0..*",
            description = "Track ids, or texts to search a track by; - reads them from standard input, one a line.")
    private List<String> seeds = List.of();

    @Option(names = "--title", paramLabel = "TEXT", description = "Title of the playlist.")
    private Optional<String> title = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "So many tracks. Default: 20, of every answer to a batch 500.")
    private Optional<Integer> limit = Optional.empty();

    @ArgGroup(exclusive = false, heading = "%nWithout a running platform, from a corpus in files:%n")
    private @Nullable BatchOptions batch;

    private final Surroundings surroundings;

    public RecommendCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        if (batch != null) {
            return batch.answer(surroundings, answering, limit, seeds.isEmpty() && title.isEmpty());
        }
        var texts = texts();
        if (texts.isEmpty() && title.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "Expected at least one SEED or a --title");
        }
        Service recommender = answering.services().recommender();
        ObjectNode question = Answering.object();
        var ids = question.putArray("seeds");
        for (String text : texts) {
            ids.add(Tracks.resolve(recommender, text, answering));
        }
        title.ifPresent(text -> question.put("title", text));
        question.put("limit", limit.orElse(SHOWN));
        question.put("explain", true);
        JsonNode answer = recommender.post("/v1/recommendations", question);
        if (answering.json()) {
            answering.document(answer);
        } else {
            show(answer, answering);
        }
        return ExitCode.OK.value();
    }

    private List<String> texts() {
        var texts = new ArrayList<String>();
        for (String seed : seeds) {
            if (seed.equals("-")) {
                texts.addAll(standardInput());
            } else {
                texts.add(seed);
            }
        }
        return texts;
    }

    private List<String> standardInput() {
        try (var lines = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void show(JsonNode answer, Answering answering) {
        answer.path("unresolvedSeeds").forEach(seed -> answering.aside("Unknown here: " + seed.asText()));
        if (!answer.path("fallback").isMissingNode() && !answer.path("fallback").isNull()) {
            answering.aside(
                    "Nothing of this is known (" + answer.path("fallback").asText() + "): these are popular tracks");
        }
        int rank = 0;
        for (JsonNode item : answer.path("items")) {
            rank++;
            answering.line("%3d. %s%s".formatted(rank, Tracks.describe(item.path("track")), because(item)));
        }
    }

    private static String because(JsonNode item) {
        String reasons = item.path("because")
                .valueStream()
                .map(reason -> reason.path("coPlaylists").asInt() + " playlists with "
                        + reason.path("seed").asText())
                .collect(Collectors.joining(", "));
        return reasons.isEmpty() ? "  (" + item.path("source").asText() + ")" : "  (" + reasons + ")";
    }
}
