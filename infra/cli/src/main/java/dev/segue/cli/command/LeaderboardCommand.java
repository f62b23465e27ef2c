package dev.segue.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.segue.cli.app.Surroundings;
import dev.segue.domain.SegueException;
import dev.segue.evaluation.Fold;
import dev.segue.evaluation.Leaderboard;
import dev.segue.evaluation.Protocol;
import dev.segue.lab.Contender;
import dev.segue.lab.Evaluation;
import dev.segue.lab.ExperimentBoard;
import dev.segue.lab.OutputFile;
import dev.segue.recommending.twostage.Recency;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `segue leaderboard`: models side by side on the validation part of a data set.
@Command(
        name = "leaderboard",
        description = {
            "Judge models side by side on the validation part of the data.",
            "Without --model: those of all experiments beside popularity and plain neighbours.",
            "The test part is left to `segue evaluate --final`."
        })
public final class LeaderboardCommand implements Callable<Integer> {

    private static final String EVERY = "all";
    private static final List<String> PLAIN = List.of("popularity", "item-knn", "playlist-knn");

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description = "Playlists in files, parted as `segue evaluate` does.")
    private Path data = Path.of("");

    @Option(
            names = "--tracks",
            paramLabel = "FILE",
            description = "Table of tracks: track_id and any of album_id, artist_id, duration_sec.")
    private Optional<Path> tracks = Optional.empty();

    @Option(
            names = "--experiments",
            paramLabel = "DIR",
            description = "Folder of experiment folders; with --model, trained models are kept there and taken from"
                    + " there. Default: experiments in the home.")
    private Optional<Path> experiments = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Which models, the first the baseline, with settings as NAME:SETTING=VALUE; all is every one worth"
                        + " comparing. Those of vectors are trained where they are not kept.",
                "Any of ${COMPLETION-CANDIDATES}."
            },
            completionCandidates = Contenders.Names.class)
    private List<String> models = List.of();

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            split = ",",
            description = "What is asked, a table each. Default: seeds-1-10.")
    private List<String> protocols = List.of("seeds-1-10");

    @Option(names = "--playlists", paramLabel = "N", description = "Judge on N playlists. Default: all.")
    private int most;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description =
                    "Also write it as Markdown, a table for each metric: a line a model, a column a kind of request.")
    private Optional<Path> markdown = Optional.empty();

    private final Surroundings surroundings;

    public LeaderboardCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var answering = new Answering(surroundings, options);
        List<Protocol> asked =
                protocols.stream().distinct().map(Contenders::protocol).toList();
        Contenders.atLeastNone("--playlists", most);
        Path here = surroundings.workingDirectory();
        Path folder = experiments.map(here::resolve).orElseGet(() -> ExperimentOptions.folder(answering));
        try {
            markdown.map(here::resolve).ifPresent(OutputFile::require);
            List<Leaderboard> boards = boards(asked, contenders(folder), folder, answering);
            write(boards);
            if (answering.json()) {
                show(answering, boards);
            } else {
                boards.forEach(board -> answering.line(board.table()));
            }
            return ExitCode.OK.value();
        } catch (SegueException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private List<Contender> contenders(Path folder) {
        if (models.isEmpty()) {
            return Stream.concat(Contenders.parsed(PLAIN).stream(), ExperimentBoard.of(folder).stream())
                    .toList();
        }
        return Contenders.parsed(models.stream()
                .flatMap(model -> model.equals(EVERY) ? Contender.ALL.stream() : Stream.of(model))
                .toList());
    }

    private List<Leaderboard> boards(
            List<Protocol> asked, List<Contender> contenders, Path folder, Answering answering) {
        Path here = surroundings.workingDirectory();
        var plan = new Evaluation.Plan(
                here.resolve(data),
                Optional.empty(),
                tracks.map(here::resolve),
                Fold.VALIDATION,
                asked,
                contenders,
                Recency.NONE,
                most,
                Optional.of(folder),
                ExperimentOptions.version(),
                1);
        List<Evaluation> evaluations = models.contains(EVERY)
                ? Evaluation.run(
                        plan, answering::aside, refusal -> answering.aside("Left out: " + refusal.getMessage()))
                : Evaluation.run(plan, answering::aside);
        return evaluations.stream().map(Evaluation::leaderboard).toList();
    }

    private void write(List<Leaderboard> boards) {
        if (markdown.isEmpty()) {
            return;
        }
        try {
            Files.writeString(
                    surroundings.workingDirectory().resolve(markdown.get()),
                    String.join("\n", boards.stream().map(Leaderboard::overview).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + markdown.get(), e);
        }
    }

    private static void show(Answering answering, List<Leaderboard> boards) {
        var document = Answering.object();
        var all = document.putArray("boards");
        for (Leaderboard board : boards) {
            show(board, all.addObject().put("heading", board.heading()).putArray("lines"));
        }
        answering.document(document);
    }

    private static void show(Leaderboard board, ArrayNode lines) {
        for (Leaderboard.Line line : board.lines()) {
            var entry = lines.addObject();
            entry.put("category", line.category()).put("recommender", line.recommender());
            var figures = entry.putObject("figures");
            for (int i = 0; i < line.figures().size(); i++) {
                var figure = line.figures().get(i);
                var values = figures.putObject(board.protocol().metrics().get(i).name())
                        .put("mean", figure.mean())
                        .put("low", figure.low())
                        .put("high", figure.high())
                        .put("n", figure.n());
                if (!Double.isNaN(line.gain().get(i))) {
                    values.put("gain", line.gain().get(i)).put("p", line.p().get(i));
                }
            }
        }
    }
}
