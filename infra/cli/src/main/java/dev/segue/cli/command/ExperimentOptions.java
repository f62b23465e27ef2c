package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.lab.Experiment;
import dev.segue.lab.ExperimentFiles;
import dev.segue.training.Configured;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// `segue train MODEL --data`: an experiment on playlists in files, without a running platform.
final class ExperimentOptions {

    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description = {
                "Playlists to learn from: slices of the Million Playlist Dataset, or tables playlist_id,track_id; a"
                        + " file, a folder or a glob, plain or .gz.",
                "Of several files the training part is learnt from and the validation part measured, by file name."
            })
    private Path data = Path.of("");

    @Option(
            names = "--experiment",
            paramLabel = "DIR",
            description =
                    "Folder of the experiment; one that was interrupted goes on. Default: named after the model, its"
                            + " settings and the data, in the home.")
    private Optional<Path> experiment = Optional.empty();

    @Option(names = "--all", description = "Learn from all parts, and measure nothing.")
    private boolean everything;

    @Option(names = "--num-rows", paramLabel = "N", description = "Learn from the first N playlists only.")
    private int rows;

    @Option(names = "--threads", paramLabel = "N", description = "Of no influence on the model. Default: all cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    int run(Surroundings surroundings, Answering answering, Configured config) throws InterruptedException {
        if (rows < 0 || threads < 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    rows < 0
                            ? "--num-rows: expected at least 0, got " + rows
                            : "--threads: expected at least 1, got " + threads);
        }
        Path here = surroundings.workingDirectory();
        try {
            var outcome = Experiment.train(
                    config,
                    new ExperimentFiles(here.resolve(data), folder(answering), experiment.map(here::resolve)),
                    rows,
                    everything,
                    threads,
                    version(),
                    answering::aside);
            if (answering.json()) {
                var document =
                        Answering.object().put("experiment", outcome.folder().toString());
                document.put("outcome", outcome.outcome());
                outcome.facts().forEach(document.putObject("facts")::put);
                var metrics = document.putObject("metrics");
                outcome.metrics().forEach(metrics::put);
                answering.document(document);
            } else {
                answering.line("Trained in " + outcome.folder() + ": " + outcome.outcome());
                outcome.metrics().forEach((metric, value) -> answering.line("%-32s %.4f".formatted(metric, value)));
            }
            return ExitCode.OK.value();
        } catch (SegueException e) {
            throw new CommandFailure(
                    e.code().category() == ErrorCode.Category.BAD_INPUT ? ExitCode.USAGE : ExitCode.FAILED,
                    String.valueOf(e.getMessage()));
        }
    }

    /// Where experiments are when nothing is said.
    static Path folder(Answering answering) {
        return answering.home().root().resolve("experiments");
    }

    /// The version of the code, as experiments record it.
    static String version() {
        String version = ExperimentOptions.class.getPackage().getImplementationVersion();
        return version == null ? "not from its jar" : version;
    }
}
