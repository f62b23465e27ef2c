package dev.segue.benchmarks.counting;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What was measured, in the order in which it was, with the floors and ceilings it is held against.
public final class Figures {

    /// What a figure is held against.
    public sealed interface Bound {

        /// Nothing: it is told only.
        record None() implements Bound {}

        /// A floor.
        record AtLeast(double value) implements Bound {}

        /// A ceiling.
        record AtMost(double value) implements Bound {}

        static Bound none() {
            return new None();
        }

        static Bound atLeast(double value) {
            return new AtLeast(value);
        }

        static Bound atMost(double value) {
            return new AtMost(value);
        }
    }

    private record Figure(String what, double value, String unit, Bound bound) {

        /// NaN meets no bound.
        boolean isMet() {
            return switch (bound) {
                case Bound.None none -> true;
                case Bound.AtLeast(double floor) -> value >= floor;
                case Bound.AtMost(double ceiling) -> value <= ceiling;
            };
        }

        String expected() {
            return switch (bound) {
                case Bound.None none -> "";
                case Bound.AtLeast(double floor) -> "≥ " + number(floor);
                case Bound.AtMost(double ceiling) -> "≤ " + number(ceiling);
            };
        }

        String verdict() {
            return bound instanceof Bound.None ? "" : isMet() ? "yes" : "NO";
        }
    }

    private final List<Figure> figures = new ArrayList<>();

    public void add(String what, double value, String unit) {
        add(what, value, unit, Bound.none());
    }

    public void add(String what, double value, String unit, Bound bound) {
        figures.add(new Figure(what, value, unit, bound));
    }

    /// The value of the figure; empty when it was not measured.
    public Optional<Double> value(String what) {
        return figures.stream()
                .filter(figure -> figure.what().equals(what))
                .map(Figure::value)
                .findFirst();
    }

    /// Whether everything that has a bound is within it.
    public boolean areMet() {
        return figures.stream().allMatch(Figure::isMet);
    }

    /// In Markdown, a line a figure.
    public String table() {
        var table = new StringBuilder("| what | bound | seen | met |\n|---|---|---|---|\n");
        for (Figure figure : figures) {
            table.append("| %s | %s | %s %s | %s |%n"
                    .formatted(
                            figure.what(), figure.expected(), number(figure.value()), figure.unit(), figure.verdict()));
        }
        return table.toString();
    }

    /// The same for programs: a list of objects.
    public String json() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Figure figure : figures) {
            var object = new LinkedHashMap<String, Object>();
            object.put("what", figure.what());
            object.put("value", figure.value());
            object.put("unit", figure.unit());
            switch (figure.bound()) {
                case Bound.None none -> {}
                case Bound.AtLeast(double floor) -> object.put("atLeast", floor);
                case Bound.AtMost(double ceiling) -> object.put("atMost", ceiling);
            }
            object.put("met", figure.isMet());
            list.add(object);
        }
        try {
            return new ObjectMapper().writeValueAsString(list);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("Numbers and texts cannot be written as JSON", e);
        }
    }

    private static String number(double value) {
        return Math.abs(value) >= 100 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
