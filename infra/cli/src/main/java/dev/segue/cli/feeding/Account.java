package dev.segue.cli.feeding;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the preprocessor made of the snapshots it read between two looks at its statistics.
///
/// @param outcomes snapshots by outcome: clean, filtered, rejected, unchanged, superseded, deleted
/// @param reasons filtered and rejected snapshots by reason
public record Account(Map<String, Long> outcomes, Map<String, Long> reasons) {

    private static final List<String> ALWAYS = List.of("clean", "filtered", "rejected");

    public Account {
        outcomes = Map.copyOf(outcomes);
        reasons = Map.copyOf(reasons);
    }

    /// @param before statistics of the preprocessor
    /// @param after later ones
    static Account between(JsonNode before, JsonNode after) {
        return new Account(
                difference(before.path("outcomes"), after.path("outcomes")),
                difference(before.path("reasons"), after.path("reasons")));
    }

    private static Map<String, Long> difference(JsonNode before, JsonNode after) {
        var difference = new TreeMap<String, Long>();
        after.properties().forEach(entry -> {
            long count = entry.getValue().asLong() - before.path(entry.getKey()).asLong();
            if (count != 0) {
                difference.put(entry.getKey(), count);
            }
        });
        return difference;
    }

    /// Snapshots in all.
    public long total() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    /// `imported = clean + filtered + rejected` in numbers, with what else happened, and the reasons below.
    ///
    /// @param imported snapshots that were sent on
    public List<String> lines(long imported) {
        var terms = new LinkedHashMap<String, Long>();
        ALWAYS.forEach(outcome -> terms.put(outcome, outcomes.getOrDefault(outcome, 0L)));
        outcomes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> terms.putIfAbsent(entry.getKey(), entry.getValue()));
        var lines = new ArrayList<String>();
        lines.add(terms.entrySet().stream()
                .map(term -> number(term.getValue()) + " " + term.getKey())
                .collect(Collectors.joining(" + ", number(imported) + " imported = ", "")));
        if (total() != imported) {
            lines.add("these are " + number(total()) + ": " + number(Math.abs(total() - imported))
                    + (total() < imported ? " are not accounted for" : " came from elsewhere meanwhile"));
        }
        reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(reason -> lines.add(
                        "  " + reason.getKey().toLowerCase(Locale.ROOT).replace('_', ' ') + ": "
                                + number(reason.getValue())));
        return lines;
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
