package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.cli.feeding.Feeding;
import dev.segue.cli.feeding.Pace;
import dev.segue.cli.feeding.Served;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `segue train`: a new model from the playlists of now.
@Command(name = "train", description = "Train a new model now, and wait until it is served.")
public final class TrainCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Option(names = "--no-wait", description = "Return once the training is accepted.")
    private boolean noWait;

    private final Surroundings surroundings;
    private final Pace pace;

    public TrainCommand(Surroundings surroundings, Pace pace) {
        this.surroundings = surroundings;
        this.pace = pace;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        var services = answering.services();
        if (noWait) {
            var accepted = services.trainer().post("/v1/trainings", Map.of());
            if (answering.json()) {
                answering.document(accepted.isObject() ? accepted : Answering.object());
            } else {
                answering.line("The training is accepted");
            }
            return ExitCode.OK.value();
        }
        Served served;
        try (var progress = answering.progress()) {
            served = new Feeding(services, pace, progress).train();
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
}
