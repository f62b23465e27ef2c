package dev.segue.lab;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.training.Configured;
import dev.segue.training.ModelConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What can stand on a leaderboard.
public sealed interface Contender {

    /// Every one worth comparing, as [#parsed] takes them, the plain ones first.
    List<String> ALL = List.of(
            "popularity",
            "item-knn",
            "playlist-knn",
            "ials",
            "slim",
            "ease",
            "kernel-ridge",
            "infonce:uniformity-weight=0",
            "infonce",
            "infonce:uniformity-weight=1",
            "infonce:window=0",
            "skip-gram",
            "lightgcn",
            "simgcl",
            "next-track",
            "transformer",
            "text",
            "blended",
            "ranked",
            "two-stage");

    /// What it is called on the leaderboard.
    String title();

    /// A recommender without settings.
    record Fixed(Model model) implements Contender {
        @Override
        public String title() {
            return model.title();
        }
    }

    /// A model without vectors, fitted on the spot.
    record Plain(String title, PlainModel model) implements Contender {}

    /// A model of vectors, trained on the spot.
    record Vectors(String title, ModelConfig config) implements Contender {}

    /// A model that an experiment trained.
    ///
    /// @param folder of the experiment
    record Trained(Path folder) implements Contender {
        @Override
        public String title() {
            return folder.getFileName().toString();
        }
    }

    /// Reads `name` or `name:setting=value:…`.
    ///
    /// @throws SegueException with [ErrorCode#INVALID_CONFIGURATION]: an unknown name with those there are,
    ///     or settings that the model refuses
    static Contender parsed(String text) {
        String[] parts = text.split(":", -1);
        String name = parts[0];
        var model = Model.named(name);
        if (model.isPresent() && parts.length == 1) {
            return new Fixed(model.get());
        }
        if (!LabModels.names().contains(name)) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    model.isPresent()
                            ? name + ": expected no settings, got " + text.substring(name.length() + 1)
                            : "expected one of " + names() + ", got " + name);
        }
        var changes = new LinkedHashMap<String, String>();
        for (String change : Arrays.asList(parts).subList(1, parts.length)) {
            int at = change.indexOf('=');
            if (at < 1) {
                throw new SegueException(
                        ErrorCode.INVALID_CONFIGURATION,
                        name + ": expected settings as name=value, got '" + change + "'");
            }
            changes.put(change.substring(0, at), change.substring(at + 1));
        }
        return of(text, LabModels.config(name, changes));
    }

    private static Contender of(String title, Configured config) {
        return switch (config) {
            case PlainModel plain -> new Plain(title, plain);
            case ModelConfig vectors -> new Vectors(title, vectors);
            default -> throw new IllegalArgumentException("Neither plain nor of vectors: " + config.model());
        };
    }

    private static String names() {
        return Stream.concat(
                        LabModels.names().stream(),
                        Arrays.stream(Model.values()).map(Model::title))
                .collect(Collectors.joining(", "));
    }
}
