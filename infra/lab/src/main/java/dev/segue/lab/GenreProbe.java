package dev.segue.lab;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.TrackVectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// How well a linear rule tells the genre of a track from its frozen vector: multinomial logistic regression, learnt on
/// the tracks of four artists of five and asked about those of the fifth, so that it cannot go by the artist.
public final class GenreProbe {

    private static final int FOLDS = 5;

    private GenreProbe() {}

    /// What was found.
    ///
    /// @param genres that there are
    /// @param learnt tracks it was learnt on
    /// @param asked tracks it was asked about
    /// @param first share of the asked whose genre came first, 0 to 1
    /// @param firstFive share of the asked whose genre was among the first five
    /// @param majority share of the asked that the most frequent learnt genre gets right
    public record Outcome(int genres, int learnt, int asked, double first, double firstFive, double majority) {}

    /// A track with a known genre.
    record Labelled(int row, int genre, String artist, String trackId) {}

    /// @param data where artists of tracks are told
    /// @param genres tables of artists' genres
    /// @param seed of the split by artist
    /// @throws SegueException with [ErrorCode#INVALID_REQUEST] when fewer than two genres can be told apart
    public static Outcome run(Path bundleFolder, Path data, Path genres, long seed) {
        Dataset dataset = Dataset.read(data, Optional.empty());
        GenreTable table = GenreTable.read(genres);
        try (ModelBundle bundle = ModelBundle.open(bundleFolder)) {
            var names = new TreeSet<String>();
            List<Labelled> labelled = labelled(bundle.vectors(), dataset, table, names);
            var learnt = new ArrayList<Labelled>();
            var asked = new ArrayList<Labelled>();
            for (Labelled track : labelled) {
                boolean out =
                        Math.floorMod((track.artist().hashCode() * 31L + seed) * 0x9E3779B97F4A7C15L >> 33, FOLDS) == 0;
                (out ? asked : learnt).add(track);
            }
            if (names.size() < 2 || learnt.isEmpty() || asked.isEmpty()) {
                throw new SegueException(
                        ErrorCode.INVALID_REQUEST,
                        "Genre probe: expected tracks of at least two genres and artists, got " + labelled.size()
                                + " tracks of " + names.size() + " genres");
            }
            return measured(bundle.vectors(), learnt, asked, names.size());
        }
    }

    /// The tracks of the bundle whose artist's genre is known, and the names of those genres.
    static List<Labelled> labelled(TrackVectors vectors, Dataset dataset, GenreTable table, TreeSet<String> names) {
        var roots = new ArrayList<String>();
        var tracks = new ArrayList<Labelled>();
        for (int row = 0; row < vectors.size(); row++) {
            int track = dataset.find(vectors.trackIds().get(row));
            String artist = track < 0 ? "" : dataset.name(track).artist();
            Optional<String> root = table.of(artist);
            if (root.isPresent()) {
                names.add(root.get());
                roots.add(root.get());
                tracks.add(new Labelled(row, 0, artist, vectors.trackIds().get(row)));
            }
        }
        var order = List.copyOf(names);
        for (int i = 0; i < tracks.size(); i++) {
            Labelled track = tracks.get(i);
            tracks.set(i, new Labelled(track.row(), order.indexOf(roots.get(i)), track.artist(), track.trackId()));
        }
        return tracks;
    }

    private static Outcome measured(TrackVectors vectors, List<Labelled> learnt, List<Labelled> asked, int genres) {
        var probe = new LinearProbe(vectors.dimension(), genres);
        probe.learn(learnt.size(), i -> vectors.vector(learnt.get(i).row()), i -> learnt.get(i)
                .genre());
        int[] counts = new int[genres];
        learnt.forEach(track -> counts[track.genre()]++);
        int most = 0;
        for (int genre = 1; genre < genres; genre++) {
            most = counts[genre] > counts[most] ? genre : most;
        }
        int first = 0;
        int firstFive = 0;
        int majority = 0;
        for (Labelled track : asked) {
            int rank = probe.rank(vectors.vector(track.row()), track.genre());
            first += rank == 0 ? 1 : 0;
            firstFive += rank < 5 ? 1 : 0;
            majority += track.genre() == most ? 1 : 0;
        }
        double n = asked.size();
        return new Outcome(genres, learnt.size(), asked.size(), first / n, firstFive / n, majority / n);
    }
}
