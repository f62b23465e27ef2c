package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.cli.http.Service;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `segue forget`: takes a playlist back.
@Command(name = "forget", description = "Delete a playlist everywhere: counts, indexes and answers.")
public final class ForgetCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Parameters(paramLabel = "PLAYLIST_ID", description = "Its id, as mpd:2365.")
    private String playlistId = "";

    private final Surroundings surroundings;

    public ForgetCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        var removal = answering.services().crawler().delete("/v1/playlists/" + Service.encoded(playlistId));
        if (answering.json()) {
            answering.document(removal);
        } else {
            answering.line(playlistId + " is deleted; answers follow within seconds");
        }
        return ExitCode.OK.value();
    }
}
