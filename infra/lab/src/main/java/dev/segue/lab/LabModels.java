package dev.segue.lab;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.training.Configured;
import dev.segue.training.Settings;
import dev.segue.training.experiment.TrackModels;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Every model that can be trained on files by name: those of vectors and those without.
public final class LabModels {

    private LabModels() {}

    /// Their names, those without vectors first.
    public static List<String> names() {
        return Stream.concat(PlainModel.DEFAULTS.stream().map(Configured::model), TrackModels.names().stream())
                .toList();
    }

    /// The configuration of a model, with its defaults where nothing is said.
    ///
    /// @param changes settings by name
    /// @throws SegueException with [ErrorCode#INVALID_CONFIGURATION]: an unknown model with those there are, an
    ///     unknown setting with those it has, or a value that it refuses
    public static Configured config(String model, Map<String, String> changes) {
        if (!names().contains(model)) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION, "Model: expected one of " + names() + ", got '" + model + "'");
        }
        var unknown = new TreeSet<>(changes.keySet());
        var known = Settings.of(defaults(model)).keySet();
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    model + " has no " + String.join(" and no ", unknown) + ": expected "
                            + (known.isEmpty() ? "no setting" : "any of " + String.join(", ", known)));
        }
        return PlainModel.named(model, changes)
                .<Configured>map(plain -> plain)
                .orElseGet(() -> TrackModels.config(model, changes));
    }

    private static Configured defaults(String model) {
        return PlainModel.named(model, Map.of())
                .<Configured>map(plain -> plain)
                .orElseGet(() -> TrackModels.config(model, Map.of()));
    }
}
