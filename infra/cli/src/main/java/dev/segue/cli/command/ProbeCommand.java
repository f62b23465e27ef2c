package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.domain.SegueException;
import dev.segue.lab.GenreProbe;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `segue probe genres`: what a model's vectors know of genres.
@Command(
        name = "probe",
        description = {
            "Ask a linear rule for the genre of a track by its vector alone.",
            "It learns from the tracks of some artists and is asked about those of others."
        })
public final class ProbeCommand implements Callable<Integer> {

    /// What can be asked for.
    enum Subject {
        GENRES
    }

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Parameters(paramLabel = "genres", description = "What to ask for: genres.")
    @SuppressWarnings("unused") // there is one subject so far; another word is refused
    private Subject subject = Subject.GENRES;

    @Mixin
    private final GenreOptions files = new GenreOptions();

    @Option(names = "--seed", paramLabel = "N", description = "Of the split by artist. Default: 1.")
    private long seed = 1;

    private final Surroundings surroundings;

    public ProbeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var answering = new Answering(surroundings, options);
        Path here = surroundings.workingDirectory();
        GenreProbe.Outcome outcome;
        try {
            outcome = GenreProbe.run(files.bundle(here), files.data(here), files.genres(here), seed);
        } catch (SegueException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
        if (answering.json()) {
            answering.document(Answering.object()
                    .put("genres", outcome.genres())
                    .put("learnt", outcome.learnt())
                    .put("asked", outcome.asked())
                    .put("first", outcome.first())
                    .put("firstFive", outcome.firstFive())
                    .put("majority", outcome.majority()));
        } else {
            answering.line(String.format(
                    Locale.ROOT,
                    "%d genres, learnt on %d tracks, asked about %d of other artists, split seed %d:%n"
                            + "first %.3f, among five %.3f; the most frequent genre alone %.3f",
                    outcome.genres(),
                    outcome.learnt(),
                    outcome.asked(),
                    seed,
                    outcome.first(),
                    outcome.firstFive(),
                    outcome.majority()));
        }
        return ExitCode.OK.value();
    }
}
