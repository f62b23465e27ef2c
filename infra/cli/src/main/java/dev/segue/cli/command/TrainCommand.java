package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.cli.feeding.Feeding;
import dev.segue.cli.feeding.Pace;
import dev.segue.cli.feeding.Served;
import dev.segue.lab.LabModels;
import dev.segue.training.Configured;
import dev.segue.training.ModelConfig;
import dev.segue.training.Settings;
import dev.segue.training.experiment.TrackModels;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `segue train`: a new model, of the playlists of now or of playlists in files.
@Command(
        name = "train",
        description = {
            "Train a new model now, and wait until it is served.",
            "With --data: train on playlists in files, into the folder of an experiment; nothing needs to run."
        })
public final class TrainCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Parameters(
            paramLabel = "MODEL",
            arity = "0..1",
            description =
                    "Which model; --list shows them, --help with one its settings. Default: the one the platform is configured for.")
    private Optional<String> model = Optional.empty();

    @Option(names = "--list", description = "List the models with their settings and defaults.")
    private boolean list;

    @Mixin
    private final ModelOptions settings = new ModelOptions();

    @ArgGroup(exclusive = false, heading = "%nWithout a running platform, on playlists in files:%n")
    private @Nullable ExperimentOptions experiment;

    @Option(names = "--no-wait", description = "Return once the training is accepted.")
    private boolean noWait;

    private final Surroundings surroundings;
    private final Pace pace;

    public TrainCommand(Surroundings surroundings, Pace pace) {
        this.surroundings = surroundings;
        this.pace = pace;
    }

    /// The command line of this command, every setting of every model among its options.
    public CommandLine commandLine() {
        var commandLine = new CommandLine(this);
        settings.extend(commandLine);
        return commandLine;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        if (list) {
            return list(answering);
        }
        if (model.isEmpty() && !settings.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "Expected a MODEL that the settings are of");
        }
        if (experiment != null) {
            String name = model.orElseThrow(() ->
                    new CommandFailure(ExitCode.USAGE, "Expected a MODEL with --data, one of " + LabModels.names()));
            return experiment.run(surroundings, answering, settings.config(name));
        }
        Map<String, Object> asked =
                model.map(name -> request(settings.config(name))).orElseGet(Map::of);
        var services = answering.services();
        if (noWait) {
            var accepted = services.trainer().post("/v1/trainings", asked);
            if (answering.json()) {
                answering.document(accepted.isObject() ? accepted : Answering.object());
            } else {
                answering.line("The training is accepted");
            }
            return ExitCode.OK.value();
        }
        Served served;
        try (var progress = answering.progress()) {
            served = new Feeding(services, pace, progress).train(asked);
        }
        return switch (served) {
            case Served.Ready(var status) -> {
                if (answering.json()) {
                    answering.document(status);
                } else {
                    answering.line("Model " + status.path("modelVersion").asText() + " is served, with vectors of "
                            + status.path("vectors").asText() + " tracks");
                }
                yield ExitCode.OK.value();
            }
            case Served.Untrained(String waitingFor) ->
                throw new CommandFailure(ExitCode.FAILED, "There is no model: the trainer waits for " + waitingFor);
        };
    }

    private static Map<String, Object> request(Configured config) {
        if (!(config instanceof ModelConfig)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    config.model() + " has no vectors to be released: expected --data to train it on files, or one of "
                            + TrackModels.names());
        }
        return Map.of("model", config.model(), "settings", Settings.of(config));
    }

    private static int list(Answering answering) {
        var document = Answering.object();
        for (String name : LabModels.names()) {
            Map<String, String> defaults = Settings.of(LabModels.config(name, Map.of()));
            if (answering.json()) {
                var settings = document.putObject(name);
                defaults.forEach(settings::put);
            } else {
                answering.line(name);
                defaults.forEach((setting, value) -> answering.line("  %-22s %s".formatted(setting, value)));
            }
        }
        if (answering.json()) {
            answering.document(document);
        }
        return ExitCode.OK.value();
    }
}
