package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.cli.http.Service;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `segue crawl pause`.
@Command(name = "pause", description = "Stop asking a live source, over restarts too.")
final class CrawlPauseCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Parameters(paramLabel = "SOURCE", description = "listenbrainz, deezer, spotify or musicbrainz.")
    private String source = "";

    private final Surroundings surroundings;

    CrawlPauseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        var accepted =
                answering.services().crawler().post("/v1/crawls/" + Service.encoded(source) + "/pause", Map.of());
        if (answering.json()) {
            answering.document(accepted);
        } else {
            answering.line(source + " is not asked any more");
        }
        return ExitCode.OK.value();
    }
}
