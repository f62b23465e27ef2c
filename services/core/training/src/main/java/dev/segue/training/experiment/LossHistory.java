package dev.segue.training.experiment;

import dev.segue.training.EpochReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The history of a training as a table and as a picture.
public final class LossHistory {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int MARGIN = 60;
    private static final List<String> COLOURS = List.of("#1b6ca8", "#c2571a", "#3a7d44", "#7b4b94", "#8c6d1f");

    private LossHistory() {}

    /// One line an epoch: `epoch,loss` and the terms by name.
    public static String csv(List<EpochReport> history) {
        List<String> terms = terms(history);
        var text = new StringBuilder("epoch,loss");
        terms.forEach(term -> text.append(',').append(term));
        text.append('\n');
        for (EpochReport report : history) {
            text.append(report.epoch()).append(',').append(report.loss());
            terms.forEach(term -> text.append(',').append(report.terms().get(term)));
            text.append('\n');
        }
        return text.toString();
    }

    /// A curve for the loss and one for each term, each over its own range, which the legend names. A term is left
    /// out in epochs that did not measure it.
    static String svg(String title, List<EpochReport> history) {
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n"
                        + "<text x=\"%d\" y=\"24\" font-size=\"15\">%s: loss by epoch</text>\n"
                        + "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#444\"/>\n",
                WIDTH,
                HEIGHT,
                MARGIN,
                title,
                MARGIN,
                MARGIN,
                HEIGHT - MARGIN,
                WIDTH - MARGIN));
        int first = history.getFirst().epoch();
        int last = history.getLast().epoch();
        text.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\">%d</text>\n<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>\n",
                MARGIN,
                HEIGHT - MARGIN + 18,
                first,
                WIDTH - MARGIN,
                HEIGHT - MARGIN + 18,
                last));
        curve(text, 0, "loss", history.stream().map(EpochReport::loss).toList());
        List<String> terms = terms(history);
        for (int t = 0; t < terms.size(); t++) {
            String term = terms.get(t);
            curve(
                    text,
                    t + 1,
                    term,
                    history.stream().map(report -> report.terms().get(term)).toList());
        }
        return text.append("</svg>\n").toString();
    }

    private static void curve(StringBuilder text, int which, String name, List<Double> values) {
        double least = values.stream()
                .mapToDouble(v -> v)
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        double most = values.stream()
                .mapToDouble(v -> v)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        double span = most > least ? most - least : 1;
        var points = new ArrayList<String>();
        for (int i = 0; i < values.size(); i++) {
            if (!Double.isFinite(values.get(i))) {
                continue;
            }
            double across = values.size() == 1 ? 0.5 : (double) i / (values.size() - 1);
            points.add(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f",
                    MARGIN + across * (WIDTH - 2 * MARGIN),
                    HEIGHT - MARGIN - (values.get(i) - least) / span * (HEIGHT - 2 * MARGIN)));
        }
        String colour = COLOURS.get(which % COLOURS.size());
        text.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"%s\">%s %.4g to %.4g</text>\n",
                points.stream().collect(Collectors.joining(" ")),
                colour,
                WIDTH - MARGIN,
                MARGIN + 16 * which,
                colour,
                name,
                least,
                most));
    }

    private static List<String> terms(List<EpochReport> history) {
        return List.copyOf(history.getFirst().terms().keySet());
    }
}
