package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.domain.SegueException;
import dev.segue.evaluation.Fold;
import dev.segue.lab.Evaluation;
import dev.segue.lab.OutputFile;
import dev.segue.recommending.twostage.Recency;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `segue evaluate`: recommenders judged on held-out playlists, without a running platform.
@Command(name = "evaluate", description = "Judge recommenders on held-out playlists of a data set.")
public final class EvaluateCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli shows the help by itself
    private boolean help;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description = "Playlists to learn from; without --test, a part of them is held out.")
    private Path data = Path.of("");

    @Option(names = "--test", paramLabel = "PATH", description = "Playlists to judge on, none of them in --data.")
    private Optional<Path> test = Optional.empty();

    @Option(
            names = "--tracks",
            paramLabel = "FILE",
            description = "Table of tracks: track_id and any of album_id, artist_id, duration_sec.")
    private Optional<Path> tracks = Optional.empty();

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            required = true,
            description = "challenge, shapes, seeds-1-10, half, context, next-track or map10.")
    private String protocol = "";

    @Option(
            names = "--model",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Recommenders, the first the baseline, with settings as NAME:SETTING=VALUE. Those of vectors are"
                        + " trained on the spot. Default: playlist-knn,item-cosine,popularity,two-stage.",
                "Any of ${COMPLETION-CANDIDATES}."
            },
            completionCandidates = Contenders.Names.class)
    private List<String> models = List.of("playlist-knn", "item-cosine", "popularity", "two-stage");

    @Option(names = "--playlists", paramLabel = "N", description = "Judge on N playlists. Default: all.")
    private int most;

    @Option(
            names = "--experiments",
            paramLabel = "DIR",
            description = "Keep trained models there, and take those of the same data and settings. Default: nowhere.")
    private Optional<Path> experiments = Optional.empty();

    @Option(names = "--final", description = "Hold out the test part, not the validation part: for a final table only.")
    private boolean last;

    @Option(
            names = "--recency",
            description = "Later seeds of ordered lists weigh more, in models that have no rule of their own for it.")
    private boolean recency;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of random seeds and intervals. Default: 1.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures there, too.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--markdown", description = "Print the leaderboard as a Markdown table.")
    private boolean markdown;

    private final Surroundings surroundings;

    public EvaluateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path here = surroundings.workingDirectory();
        var plan = new Evaluation.Plan(
                here.resolve(data),
                test.map(here::resolve),
                tracks.map(here::resolve),
                last ? Fold.TEST : Fold.VALIDATION,
                List.of(Contenders.protocol(protocol)),
                Contenders.parsed(models),
                recency ? Recency.USUAL : Recency.NONE,
                Contenders.atLeastNone("--playlists", most),
                experiments.map(here::resolve),
                ExperimentOptions.version(),
                seed);
        try {
            json.map(here::resolve).ifPresent(OutputFile::require);
            var evaluation = Evaluation.run(plan, surroundings.err()::println).getFirst();
            surroundings.out().print(markdown ? evaluation.markdown() : evaluation.table());
            json.map(here::resolve).ifPresent(evaluation::write);
            return ExitCode.OK.value();
        } catch (SegueException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }
}
