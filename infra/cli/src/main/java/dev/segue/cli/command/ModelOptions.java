package dev.segue.cli.command;

import dev.segue.domain.SegueException;
import dev.segue.training.ModelConfig;
import dev.segue.training.Settings;
import dev.segue.training.experiment.TrackModels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/// Settings of a model on a command line: those that most models have under their usual names, and any by the model's
/// own.
final class ModelOptions {

    @Option(names = "--window-size", paramLabel = "N", description = "Places within which tracks are neighbours.")
    private Optional<String> window = Optional.empty();

    @Option(names = "--embedding-dim", paramLabel = "N", description = "Components of a vector.")
    private Optional<String> dimension = Optional.empty();

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over all playlists.")
    private Optional<String> epochs = Optional.empty();

    @Option(names = "--learning-rate", paramLabel = "X", description = "Of the first step.")
    private Optional<String> learningRate = Optional.empty();

    @Option(names = "--random-seed", paramLabel = "N", description = "Of every random choice.")
    private Optional<String> seed = Optional.empty();

    @Option(names = "--negatives", paramLabel = "N", description = "Negatives for each pair.")
    private Optional<String> negatives = Optional.empty();

    @Option(names = "--temperature", paramLabel = "X", description = "Similarities are divided by it.")
    private Optional<String> temperature = Optional.empty();

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Any setting of the model, by its own name.")
    private Map<String, String> settings = new LinkedHashMap<>();

    boolean isEmpty() {
        return settings.isEmpty()
                && List.of(window, dimension, epochs, learningRate, seed, negatives, temperature).stream()
                        .allMatch(Optional::isEmpty);
    }

    /// The configuration that the command line asks for.
    ///
    /// @throws CommandFailure USAGE for an unknown model or setting, or a value that it refuses
    ModelConfig config(String model) {
        try {
            Set<String> known = Settings.of(TrackModels.config(model, Map.of())).keySet();
            var changes = new LinkedHashMap<String, String>();
            put(changes, known, window, "window");
            put(changes, known, dimension, "dimension");
            // Models over fixed vectors count the epochs of either by themselves.
            put(changes, known, epochs, "epochs", "network-epochs", "text-epochs");
            put(changes, known, learningRate, "learning-rate");
            put(changes, known, seed, "seed");
            put(changes, known, negatives, "negatives");
            put(changes, known, temperature, "temperature");
            settings.forEach((name, value) -> {
                String other = changes.putIfAbsent(name, value);
                if (other != null && !other.equals(value)) {
                    throw new CommandFailure(
                            ExitCode.USAGE, name + ": expected one value, got " + other + " and " + value);
                }
            });
            return TrackModels.config(model, changes);
        } catch (SegueException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /// Puts a value under the first of the names that the model has, or else under the first, which it then refuses.
    private static void put(Map<String, String> changes, Set<String> known, Optional<String> value, String... names) {
        value.ifPresent(given -> changes.put(
                List.of(names).stream().filter(known::contains).findFirst().orElse(names[0]), given));
    }
}
