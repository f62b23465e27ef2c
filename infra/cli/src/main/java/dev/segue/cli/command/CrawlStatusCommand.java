package dev.segue.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.cli.app.Surroundings;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `segue crawl status`: how the crawls go.
@Command(name = "status", description = "Show progress, rate, queue, errors by kind and budget of every live source.")
final class CrawlStatusCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    private final Surroundings surroundings;

    CrawlStatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        JsonNode sources = answering.services().crawler().get("/v1/crawls");
        if (answering.json()) {
            var document = Answering.object();
            document.set("sources", sources);
            answering.document(document);
            return ExitCode.OK.value();
        }
        for (JsonNode source : sources) {
            show(answering, source);
        }
        return ExitCode.OK.value();
    }

    private static void show(Answering answering, JsonNode source) {
        JsonNode numbers = source.path("numbers");
        answering.line("%-13s %-9s %s"
                .formatted(
                        source.path("source").asText(),
                        source.path("state").asText(),
                        source.path("enabled").asBoolean()
                                ? source.path("owner").asText("").replace("null", "")
                                : "switched off here"));
        if (numbers.isEmpty()) {
            return;
        }
        answering.line(
                "  %,d known, %,d due, %,d under way; since its crawler began: %,d changed, %,d unchanged, %,d gone, %,d withheld"
                        .formatted(
                                number(numbers, "entries"),
                                number(numbers, "queue"),
                                number(numbers, "underWay"),
                                number(numbers, "looks.changed"),
                                number(numbers, "looks.unchanged"),
                                number(numbers, "looks.gone"),
                                number(numbers, "looks.withheld")));
        long left = number(numbers, "budgetLeft");
        answering.line("  %,d requests, %,d a minute, budget left now: %s%s"
                .formatted(
                        number(numbers, "requests"),
                        number(numbers, "requestsAMinute"),
                        left < 0 ? "no limit" : Long.toString(left),
                        source.path("restsUntil").isTextual()
                                ? "; left alone until "
                                        + source.path("restsUntil").asText()
                                : ""));
        var failures = new ArrayList<String>();
        numbers.fields().forEachRemaining(field -> {
            if (field.getKey().startsWith("failure.")) {
                failures.add(
                        field.getKey().substring(8) + " " + field.getValue().asLong());
            }
        });
        if (number(numbers, "drift") > 0) {
            failures.add("answers of another shape " + number(numbers, "drift"));
        }
        if (!failures.isEmpty()) {
            answering.line("  failures: " + String.join(", ", failures));
        }
    }

    private static long number(JsonNode numbers, String name) {
        return numbers.path(name).asLong();
    }
}
