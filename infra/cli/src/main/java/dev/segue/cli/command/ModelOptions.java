package dev.segue.cli.command;

import dev.segue.domain.SegueException;
import dev.segue.lab.LabModels;
import dev.segue.training.Configured;
import dev.segue.training.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;

/// Settings of a model on a command line: each by an option of its own name, the usual ones by their usual names as
/// well.
final class ModelOptions {

    private static final String SECTION = "settings";
    private static final String EXPLAINED = "MODEL";

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

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Any setting of the model, by its own name; --NAME VALUE is the same.")
    private Map<String, String> settings = new LinkedHashMap<>();

    private final Map<String, OptionSpec> own = new LinkedHashMap<>();

    /// Gives a command an option for every setting that some model has, and its help those of the model that is named.
    ///
    /// @param command that mixes these options in
    void extend(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        for (String model : LabModels.names()) {
            for (String setting : defaults(model).keySet()) {
                if (spec.findOption("--" + setting) == null) {
                    var option = OptionSpec.builder("--" + setting)
                            .type(String.class)
                            .paramLabel("VALUE")
                            .hidden(true)
                            .build();
                    own.put(setting, option);
                    spec.addOption(option);
                }
            }
        }
        var sections = new ArrayList<>(command.getHelpSectionKeys());
        sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_FOOTER_HEADING), SECTION);
        command.setHelpSectionKeys(sections);
        command.getHelpSectionMap().put(SECTION, ModelOptions::explained);
    }

    private static String explained(Help help) {
        var parsed = help.commandSpec().commandLine().getParseResult();
        String model = parsed != null && parsed.hasMatchedPositional(0)
                ? parsed.matchedPositionalValue(0, Optional.empty())
                        .map(String::valueOf)
                        .orElse(EXPLAINED)
                : EXPLAINED;
        var text = new StringBuilder("%n".formatted());
        if (!LabModels.names().contains(model)) {
            return text.append("`segue train MODEL --help` says what can be set of a model, one of %s.%n"
                            .formatted(String.join(", ", LabModels.names())))
                    .toString();
        }
        Map<String, String> defaults = defaults(model);
        text.append(
                defaults.isEmpty()
                        ? "%s has no settings.%n".formatted(model)
                        : "Settings of %s, with their defaults:%n".formatted(model));
        defaults.forEach((setting, value) -> {
            String usual = usual(setting);
            text.append("      --%-24s %s%n"
                    .formatted(
                            setting + "=" + value,
                            usual.equals(setting) || defaults.containsKey(usual) ? "" : "or --" + usual));
        });
        return text.toString().replaceAll(" +(?=\\R)", "");
    }

    private static String usual(String setting) {
        return switch (setting) {
            case "window" -> "window-size";
            case "dimension" -> "embedding-dim";
            case "seed" -> "random-seed";
            case "network-epochs", "text-epochs" -> "epochs";
            default -> setting;
        };
    }

    private static Map<String, String> defaults(String model) {
        return Settings.of(LabModels.config(model, Map.of()));
    }

    boolean isEmpty() {
        return settings.isEmpty()
                && own.values().stream().allMatch(option -> option.getValue() == null)
                && List.of(window, dimension, epochs, learningRate, seed, negatives, temperature).stream()
                        .allMatch(Optional::isEmpty);
    }

    /// The configuration that the command line asks for.
    ///
    /// @throws CommandFailure USAGE for an unknown model or setting, or a value that it refuses
    Configured config(String model) {
        try {
            Set<String> known = defaults(model).keySet();
            var changes = new LinkedHashMap<String, String>();
            var unknown = new TreeSet<String>();
            put(changes, known, unknown, window, "window-size", "window");
            put(changes, known, unknown, dimension, "embedding-dim", "dimension");
            // Models over fixed vectors count the epochs of either by themselves.
            put(changes, known, unknown, epochs, "epochs", "network-epochs", "text-epochs", "epochs");
            put(changes, known, unknown, learningRate, "learning-rate", "learning-rate");
            put(changes, known, unknown, seed, "random-seed", "seed");
            put(changes, known, unknown, negatives, "negatives", "negatives");
            put(changes, known, unknown, temperature, "temperature", "temperature");
            own.forEach((name, option) -> {
                String value = option.getValue();
                if (value != null) {
                    put(changes, known, unknown, Optional.of(value), name, name);
                }
            });
            settings.forEach((name, value) -> put(changes, known, unknown, Optional.of(value), name, name));
            if (!unknown.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        model + " has no " + String.join(", no ", unknown) + ": expected "
                                + (known.isEmpty() ? "no setting" : "any of --" + String.join(", --", known)));
            }
            return LabModels.config(model, changes);
        } catch (SegueException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /// Puts a value under the first of the names that the model has.
    ///
    /// @param unknown gets the option when the model has none of them
    private static void put(
            Map<String, String> changes,
            Set<String> known,
            Set<String> unknown,
            Optional<String> value,
            String option,
            String... names) {
        if (value.isEmpty()) {
            return;
        }
        Optional<String> name = List.of(names).stream().filter(known::contains).findFirst();
        if (name.isEmpty()) {
            unknown.add("--" + option);
            return;
        }
        String other = changes.putIfAbsent(name.get(), value.get());
        if (other != null && !other.equals(value.get())) {
            throw new CommandFailure(
                    ExitCode.USAGE, name.get() + ": expected one value, got " + other + " and " + value.get());
        }
    }
}
