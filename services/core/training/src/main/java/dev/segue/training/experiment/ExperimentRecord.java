package dev.segue.training.experiment;

import dev.segue.training.Configured;
import dev.segue.training.Settings;
import dev.segue.training.TrainingSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// All that decides what an experiment gives: two of equal records give equal bytes.
///
/// @param facts by name: `model`, `code-version`, `setting.…`, `data.…`
public record ExperimentRecord(Map<String, String> facts) {

    public ExperimentRecord {
        facts = Map.copyOf(facts);
    }

    /// The record of a training.
    ///
    /// @param set that it is trained on
    /// @param codeVersion of the code that trains
    public static ExperimentRecord of(Configured config, TrainingSet set, String codeVersion) {
        var facts = new TreeMap<String, String>();
        facts.put("model", config.model());
        facts.put("code-version", codeVersion);
        Settings.of(config).forEach((name, value) -> facts.put("setting." + name, value));
        facts.put("data.sha256", set.fingerprint());
        facts.put("data.playlists", Integer.toString(set.playlists()));
        facts.put("data.tracks", Integer.toString(set.tracks()));
        facts.put("data.entries", Integer.toString(set.entries()));
        return new ExperimentRecord(facts);
    }

    /// One more fact that decides.
    public ExperimentRecord with(String name, String value) {
        var more = new TreeMap<>(facts);
        more.put(name, value);
        return new ExperimentRecord(more);
    }

    /// The record as lines `name=value`, sorted by name.
    String text() {
        return new TreeMap<>(facts)
                .entrySet().stream()
                        .map(fact -> fact.getKey() + "=" + fact.getValue().replace('\n', ' ') + "\n")
                        .collect(Collectors.joining());
    }
}
