package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.domain.SegueException;
import dev.segue.evaluation.Leaderboard;
import dev.segue.evaluation.Protocol;
import dev.segue.lab.ExperimentBoard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `segue leaderboard`: the trained models side by side.
@Command(
        name = "leaderboard",
        description = {
            "Measure the models of all experiments beside popularity and plain neighbours.",
            "On the validation part of the data; the test part is left to `segue evaluate`."
        })
public final class LeaderboardCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description = "Playlists in files, parted by file name as `segue train MODEL --data` does.")
    private Path data = Path.of("");

    @Option(
            names = "--experiments",
            paramLabel = "DIR",
            description = "Folder of experiment folders. Default: experiments in the home.")
    private Optional<Path> experiments = Optional.empty();

    @Option(names = "--protocol", paramLabel = "NAME", description = "What is asked. Default: seeds-1-10.")
    private String protocol = "seeds-1-10";

    @Option(names = "--markdown", paramLabel = "FILE", description = "Also write it as a Markdown table.")
    private Optional<Path> markdown = Optional.empty();

    private final Surroundings surroundings;

    public LeaderboardCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var answering = new Answering(surroundings, options);
        Protocol asked = Protocol.named(protocol.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "--protocol: expected one of "
                                + Arrays.stream(Protocol.values())
                                        .map(Protocol::title)
                                        .collect(Collectors.joining(", "))
                                + ", got " + protocol));
        Path here = surroundings.workingDirectory();
        try {
            Leaderboard board = ExperimentBoard.of(
                    here.resolve(data),
                    experiments
                            .map(here::resolve)
                            .orElseGet(() -> answering.home().root().resolve("experiments")),
                    asked,
                    answering::aside);
            if (markdown.isPresent()) {
                Files.writeString(here.resolve(markdown.get()), board.markdown());
            }
            show(answering, board);
            return ExitCode.OK.value();
        } catch (SegueException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + markdown, e);
        }
    }

    private static void show(Answering answering, Leaderboard board) {
        if (!answering.json()) {
            answering.line(board.table());
            return;
        }
        var document = Answering.object().put("heading", board.heading());
        var lines = document.putArray("lines");
        for (Leaderboard.Line line : board.lines()) {
            var entry = lines.addObject();
            entry.put("category", line.category()).put("recommender", line.recommender());
            var figures = entry.putObject("figures");
            for (int i = 0; i < line.figures().size(); i++) {
                var figure = line.figures().get(i);
                figures.putObject(board.protocol().metrics().get(i).name())
                        .put("mean", figure.mean())
                        .put("low", figure.low())
                        .put("high", figure.high())
                        .put("n", figure.n());
            }
        }
        answering.document(document);
    }
}
