package dev.segue.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.cli.app.Surroundings;
import dev.segue.cli.feeding.Feeding;
import dev.segue.cli.feeding.Feeding.Fed;
import dev.segue.cli.feeding.Pace;
import dev.segue.cli.feeding.Served;
import dev.segue.cli.http.ServiceFailure;
import dev.segue.local.sample.SampleCorpus;
import dev.segue.local.supervisor.Console;
import dev.segue.local.supervisor.Home;
import dev.segue.local.supervisor.Platform;
import dev.segue.local.supervisor.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `segue up`: the whole platform on this machine, fed and answering.
@Command(
        name = "up",
        description = {
            "Start the platform, feed it, and run until Ctrl-C.",
            "Without --data it is fed a sample composed for the purpose. What was imported or trained before is kept."
        })
public final class UpCommand implements Callable<Integer> {

    static final int USUAL_PORT = 8080;

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Option(names = "--data", paramLabel = "PATH", description = "Playlists to import: a file, a folder or a glob.")
    private Optional<String> data = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "F",
            description = "Of --data: mpd, challenge, csv, nowplaying or jspf. Default: told by the content.")
    private Optional<String> format = Optional.empty();

    @Option(names = "--no-data", description = "Import nothing, not even the sample.")
    private boolean noData;

    @Option(names = "--port", paramLabel = "N", description = "Of the page and the API. Default: 8080, or a free one.")
    private Optional<Integer> port = Optional.empty();

    @Option(
            names = "--min-saves",
            paramLabel = "N",
            description = "Playlists with fewer known saves are filtered out. Default: 15.")
    private Optional<Long> minimumSaves = Optional.empty();

    @Option(
            names = {"-d", "--detach"},
            description = "Run in the background, and return once it answers.")
    private boolean detach;

    @Option(
            names = {"-q", "--quiet"},
            description = "Leave out the log lines of the processes; they are in the home's logs folder anyway.")
    private boolean quiet;

    private final Surroundings surroundings;
    private final Pace pace;

    public UpCommand(Surroundings surroundings, Pace pace) {
        this.surroundings = surroundings;
        this.pace = pace;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var answering = new Answering(surroundings, options);
        requireSense();
        Optional<String> input = data.map(path -> InputPath.absolute(surroundings.workingDirectory(), path));
        Path repository = builtRepository();
        return (detach ? detached(answering, repository, input) : foreground(answering, repository, input)).value();
    }

    private ExitCode foreground(Answering answering, Path repository, Optional<String> input)
            throws IOException, InterruptedException {
        var console = new Console(
                answering.json() ? surroundings.err() : surroundings.out(),
                new Console.Style(surroundings.terminal(), surroundings.colour(), !quiet));
        try (var run = ForegroundRun.start(surroundings, answering.home(), repository, port, minimumSaves, console)) {
            ExitCode exitCode = serve(answering, run.state(), input, console::say, line -> {
                if (line.isEmpty()) {
                    console.endProgress();
                } else {
                    console.progress(line);
                }
            });
            console.say("running; Ctrl-C stops it");
            run.awaitEnd();
            return exitCode;
        }
    }

    private ExitCode detached(Answering answering, Path repository, Optional<String> input)
            throws IOException, InterruptedException {
        try (var progress = answering.progress()) {
            RunState state = DetachedRun.start(
                    surroundings, answering.home(), repository, detachedArguments(answering), progress);
            return serve(answering, state, input, answering.json() ? answering::aside : answering::line, progress);
        }
    }

    private List<String> detachedArguments(Answering answering) {
        var arguments = new ArrayList<>(List.of(
                "up", "--no-data", "--quiet", "--home", answering.home().root().toString()));
        port.ifPresent(number -> arguments.addAll(List.of("--port", number.toString())));
        minimumSaves.ifPresent(number -> arguments.addAll(List.of("--min-saves", number.toString())));
        return arguments;
    }

    /// Feeds the running platform and says where it answers.
    ///
    /// @param say takes a line that stays
    /// @param progress takes a line that is replaced; an empty one takes it away
    private ExitCode serve(
            Answering answering,
            RunState state,
            Optional<String> input,
            Consumer<String> say,
            Consumer<String> progress)
            throws IOException, InterruptedException {
        var services = Answering.services(state);
        var feeding = new Feeding(services, pace, progress);
        String page = services.recommender().base() + "/";
        ObjectNode document = Answering.object();
        document.put("home", answering.home().root().toString());
        document.put("page", page);
        document.put("bootstrapServers", state.bootstrapServers());
        ExitCode exitCode = ExitCode.OK;
        try {
            if (!noData) {
                Fed fed = feeding.feed(input.isPresent() ? input.get() : sample(answering.home()), format);
                progress.accept("");
                ImportReport.lines(fed).forEach(say);
                ImportReport.errors(fed).forEach(say);
                document.set("fed", ImportReport.document(fed));
                exitCode = fed.complete() ? ExitCode.OK : ExitCode.FAILED;
                Served served = feeding.awaitServed();
                progress.accept("");
                tell(served, say, document);
            }
            say.accept("page: " + page);
            Examples.curl(services.recommender()).ifPresent(curl -> say.accept("try:  " + curl));
        } catch (ServiceFailure e) {
            progress.accept("");
            say.accept(String.valueOf(e.getMessage()));
            document.put("error", e.getMessage());
            exitCode = ExitCode.FAILED;
        }
        document.put("exitCode", exitCode.value());
        if (answering.json()) {
            answering.document(document);
        }
        return exitCode;
    }

    private static String sample(Home home) throws IOException {
        SampleCorpus.extract(home.sample());
        return home.sample().toString();
    }

    private static void tell(Served served, Consumer<String> say, ObjectNode document) {
        switch (served) {
            case Served.Ready(var status) -> {
                document.set("status", status);
                say.accept("answers from model %s: %,d playlists, %,d tracks"
                        .formatted(
                                status.path("modelVersion").asText(),
                                status.path("playlists").asLong(),
                                status.path("tracks").asLong()));
            }
            case Served.Untrained(String waitingFor) -> {
                document.put("trainerWaitsFor", waitingFor);
                say.accept("no model yet, the trainer waits for " + waitingFor
                        + "; answers come from shared playlists alone");
            }
        }
    }

    private Path builtRepository() {
        Path repository = surroundings
                .repository()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.FAILED, "The repository with the services is not found; use its ./segue"));
        var missing = Platform.missing(repository);
        if (!missing.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED, "Not built: " + missing.getFirst() + "; `./segue up` builds what is missing");
        }
        return repository;
    }

    private void requireSense() {
        if (noData && data.isPresent()) {
            throw new CommandFailure(ExitCode.USAGE, "--data and --no-data contradict each other");
        }
        if (format.isPresent() && data.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "--format says how --data is read, which is missing");
        }
        port.ifPresent(number -> {
            if (number < 1 || number > 65_535) {
                throw new CommandFailure(ExitCode.USAGE, "--port: expected 1 to 65535, got " + number);
            }
        });
        minimumSaves.ifPresent(number -> {
            if (number < 0) {
                throw new CommandFailure(ExitCode.USAGE, "--min-saves: expected 0 or more, got " + number);
            }
        });
    }
}
