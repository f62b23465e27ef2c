package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.domain.SegueException;
import dev.segue.lab.OutputFile;
import dev.segue.lab.TrackMap;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `segue map`: a picture of a model's space.
@Command(name = "map", description = "Draw a map of the most frequent tracks by their vectors, coloured by genre.")
public final class MapCommand implements Callable<Integer> {

    private static final int MOST = 4000;

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Mixin
    private final GenreOptions files = new GenreOptions();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The SVG file to write.")
    private Path out = Path.of("");

    @Option(names = "--tracks", paramLabel = "N", description = "At most so many, up to 4,000. Default: 1,000.")
    private int tracks = 1000;

    @Option(names = "--seed", paramLabel = "N", description = "Of the first positions. Default: 1.")
    private long seed = 1;

    private final Surroundings surroundings;

    public MapCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var answering = new Answering(surroundings, options);
        if (tracks < 2 || tracks > MOST) {
            throw new CommandFailure(ExitCode.USAGE, "--tracks: expected 2 to " + MOST + ", got " + tracks);
        }
        Path here = surroundings.workingDirectory();
        int drawn;
        try {
            OutputFile.require(here.resolve(out));
            drawn = TrackMap.draw(
                    files.bundle(here), files.data(here), files.genres(here), tracks, here.resolve(out), seed);
        } catch (SegueException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
        if (answering.json()) {
            answering.document(
                    Answering.object().put("file", here.resolve(out).toString()).put("tracks", drawn));
        } else {
            answering.line(drawn + " tracks are on the map " + here.resolve(out));
        }
        return ExitCode.OK.value();
    }
}
