package dev.segue.lab;

import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.TrackVectors;
import dev.segue.training.Kernels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A picture of the space of a model: the tracks that most playlists hold, those near each other in the space near each
/// other on the page, coloured by genre.
///
/// Positions are those of t-SNE with exact gradients: quadratic in the number of tracks, a few seconds for a thousand.
///
/// Source: van der Maaten and Hinton, "Visualizing Data using t-SNE" (2008).
public final class TrackMap {

    private static final int SIZE = 900;
    private static final int STEPS = 300;
    private static final int EXAGGERATED = 80;
    private static final double PERPLEXITY = 20;

    private TrackMap() {}

    /// Draws the map as an SVG file.
    ///
    /// @param most tracks on it
    /// @param out the file
    /// @param seed of the first positions
    /// @return tracks on it
    public static int draw(Path bundleFolder, Path data, Path genres, int most, Path out, long seed) {
        Dataset dataset = Dataset.read(data, Optional.empty());
        GenreTable table = GenreTable.read(genres);
        try (ModelBundle bundle = ModelBundle.open(bundleFolder)) {
            TrackVectors vectors = bundle.vectors();
            var names = new TreeSet<String>();
            int[] held = held(dataset);
            List<GenreProbe.Labelled> tracks = GenreProbe.labelled(vectors, dataset, table, names).stream()
                    .sorted(Comparator.comparingInt((GenreProbe.Labelled track) -> -held[dataset.find(track.trackId())])
                            .thenComparing(GenreProbe.Labelled::trackId))
                    .limit(most)
                    .toList();
            double[][] places = places(vectors, tracks, seed);
            Files.writeString(out, svg(dataset, tracks, places, List.copyOf(names)));
            return tracks.size();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the map " + out, e);
        }
    }

    private static int[] held(Dataset dataset) {
        int[] held = new int[dataset.tracks()];
        dataset.playlists().forEach(playlist -> {
            for (int track : playlist.tracks()) {
                held[track]++;
            }
        });
        return held;
    }

    private static double[][] places(TrackVectors vectors, List<GenreProbe.Labelled> tracks, long seed) {
        int n = tracks.size();
        double[][] p = affinities(vectors, tracks);
        var random = new SplittableRandom(seed);
        double[][] y = new double[n][2];
        double[][] moved = new double[n][2];
        for (double[] place : y) {
            place[0] = random.nextGaussian() * 1e-2;
            place[1] = random.nextGaussian() * 1e-2;
        }
        double[][] near = new double[n][n];
        for (int step = 0; step < STEPS; step++) {
            double exaggeration = step < EXAGGERATED ? 4 : 1;
            double momentum = step < EXAGGERATED ? 0.5 : 0.8;
            double total = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    double dx = y[i][0] - y[j][0];
                    double dy = y[i][1] - y[j][1];
                    near[i][j] = 1 / (1 + dx * dx + dy * dy);
                    near[j][i] = near[i][j];
                    total += 2 * near[i][j];
                }
            }
            double[][] gradient = new double[n][2];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double pull = 4 * (exaggeration * p[i][j] - near[i][j] / total) * near[i][j];
                    gradient[i][0] += pull * (y[i][0] - y[j][0]);
                    gradient[i][1] += pull * (y[i][1] - y[j][1]);
                }
            }
            double rate = Math.max(50, n / 4.0);
            for (int i = 0; i < n; i++) {
                for (int axis = 0; axis < 2; axis++) {
                    moved[i][axis] = momentum * moved[i][axis] - rate * gradient[i][axis];
                    y[i][axis] += moved[i][axis];
                }
            }
        }
        return y;
    }

    /// Symmetric probabilities that a track is another's neighbour, the width of each found so that so many count.
    private static double[][] affinities(TrackVectors vectors, List<GenreProbe.Labelled> tracks) {
        int n = tracks.size();
        double[][] p = new double[n][n];
        double wanted = Math.log(Math.min(PERPLEXITY, Math.max(1, (n - 1) / 3.0)));
        for (int i = 0; i < n; i++) {
            double[] distances = new double[n];
            for (int j = 0; j < n; j++) {
                distances[j] = 2
                        - 2
                                * Kernels.dot(
                                        vectors.rows(),
                                        vectors.offset(tracks.get(i).row()),
                                        vectors.rows(),
                                        vectors.offset(tracks.get(j).row()),
                                        vectors.dimension());
            }
            double low = 0;
            double high = Double.POSITIVE_INFINITY;
            double precision = 1;
            for (int attempt = 0; attempt < 50; attempt++) {
                double sum = 0;
                double weighted = 0;
                for (int j = 0; j < n; j++) {
                    p[i][j] = j == i ? 0 : Math.exp(-precision * distances[j]);
                    sum += p[i][j];
                    weighted += p[i][j] * distances[j];
                }
                double entropy = Math.log(Math.max(sum, 1e-300)) + precision * weighted / Math.max(sum, 1e-300);
                for (int j = 0; j < n; j++) {
                    p[i][j] /= Math.max(sum, 1e-300);
                }
                if (Math.abs(entropy - wanted) < 1e-4) {
                    break;
                }
                low = entropy > wanted ? precision : low;
                high = entropy > wanted ? high : precision;
                precision = Double.isInfinite(high) ? precision * 2 : (low + high) / 2;
            }
        }
        double[][] both = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                both[i][j] = (p[i][j] + p[j][i]) / (2 * n);
            }
        }
        return both;
    }

    private static String svg(
            Dataset dataset, List<GenreProbe.Labelled> tracks, double[][] places, List<String> genres) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] place : places) {
            low = Math.min(low, Math.min(place[0], place[1]));
            high = Math.max(high, Math.max(place[0], place[1]));
        }
        double span = high > low ? high - low : 1;
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
                SIZE + 160,
                SIZE));
        for (int i = 0; i < tracks.size(); i++) {
            Dataset.Named name = dataset.name(dataset.find(tracks.get(i).trackId()));
            text.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s</title></circle>\n",
                    20 + (places[i][0] - low) / span * (SIZE - 40),
                    20 + (places[i][1] - low) / span * (SIZE - 40),
                    colour(tracks.get(i).genre(), genres.size()),
                    escaped(name.title() + " by " + name.artist())));
        }
        for (int genre = 0; genre < genres.size(); genre++) {
            text.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>\n",
                    SIZE + 10,
                    30 + 20 * genre,
                    colour(genre, genres.size()),
                    escaped(genres.get(genre))));
        }
        return text.append("</svg>\n").toString();
    }

    private static String colour(int genre, int genres) {
        return "hsl(" + 360 * genre / Math.max(1, genres) + ",65%," + (genre % 2 == 0 ? 40 : 55) + "%)";
    }

    private static String escaped(String text) {
        return text.codePoints()
                .mapToObj(c -> switch (c) {
                    case '&' -> "&amp;";
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    default -> Character.toString(c);
                })
                .collect(Collectors.joining());
    }
}
