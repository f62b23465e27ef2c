package dev.segue.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.cli.app.Surroundings;
import dev.segue.cli.http.Service;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `segue similar`: the nearest tracks in the model's space.
@Command(name = "similar", description = "The tracks that the model puts nearest to a track.")
public final class SimilarCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Parameters(paramLabel = "TRACK", description = "A track id, or a text to search it by.")
    private String track = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "So many tracks. Default: 20.")
    private int limit;

    private final Surroundings surroundings;

    public SimilarCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        Service recommender = answering.services().recommender();
        String id = Tracks.resolve(recommender, track, answering);
        JsonNode answer = recommender.get("/v1/tracks/" + Service.encoded(id) + "/similar?limit=" + limit);
        if (answering.json()) {
            answering.document(answer);
        } else {
            answer.path("items")
                    .forEach(item -> answering.line("%6.3f  %s"
                            .formatted(item.path("cosine").asDouble(), Tracks.describe(item.path("track")))));
        }
        return ExitCode.OK.value();
    }
}
