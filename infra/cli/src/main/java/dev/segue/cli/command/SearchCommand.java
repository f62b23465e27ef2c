package dev.segue.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.cli.app.Surroundings;
import dev.segue.cli.http.Service;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `segue search`: tracks by text.
@Command(name = "search", description = "Find tracks by title, artist or album; typos are forgiven.")
public final class SearchCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Parameters(paramLabel = "TEXT", arity = "1..*", description = "Words of the title, the artist or the album.")
    private List<String> words = List.of();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "10", description = "At most so many. Default: 10.")
    private int limit;

    private final Surroundings surroundings;

    public SearchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        JsonNode found = answering
                .services()
                .recommender()
                .get("/v1/tracks/search?q=" + Service.encoded(String.join(" ", words)) + "&limit=" + limit);
        if (answering.json()) {
            answering.document(found);
        } else if (found.path("items").isEmpty()) {
            answering.aside("Nothing found");
        } else {
            found.path("items")
                    .forEach(item -> answering.line("%-40s %s, in %d playlists"
                            .formatted(
                                    item.path("track").path("id").asText(),
                                    Tracks.describe(item.path("track")),
                                    item.path("playlists").asInt())));
        }
        return ExitCode.OK.value();
    }
}
