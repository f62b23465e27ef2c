package dev.segue.lab;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.TrackVectors;
import dev.segue.training.Kernels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/// The tracks nearest to one in a model's space, and how far from it they stand in the playlists that hold both.
public final class NearestTracks {

    private NearestTracks() {}

    /// A track near another.
    ///
    /// @param similarity cosine, -1 to 1
    /// @param playlists that hold both
    /// @param distance mean number of places between the two in them; NaN when none holds both
    public record Near(String trackId, String title, String artist, float similarity, int playlists, double distance) {}

    /// The nearest tracks, best first; of equal ones the first by id.
    ///
    /// @param data playlists that distances are counted in
    /// @throws SegueException with [ErrorCode#NOT_FOUND] when the model has no vector for the track
    public static List<Near> of(String trackId, int count, Path bundleFolder, Path data) {
        Dataset dataset = Dataset.read(data, Optional.empty());
        try (ModelBundle bundle = ModelBundle.open(bundleFolder)) {
            TrackVectors vectors = bundle.vectors();
            int row = vectors.row(trackId);
            if (row < 0) {
                throw new SegueException(
                        ErrorCode.NOT_FOUND,
                        trackId + ": expected a track with a vector in " + bundleFolder + ", it has none");
            }
            Map<Integer, long[]> together = together(dataset, dataset.find(trackId));
            var near = new ArrayList<Near>();
            for (Scored scored : nearest(vectors, row, count)) {
                String id = vectors.trackIds().get(scored.row());
                int track = dataset.find(id);
                Dataset.Named name = track < 0 ? Dataset.Named.NOTHING : dataset.name(track);
                long[] counted = together.getOrDefault(track, new long[2]);
                near.add(new Near(
                        id,
                        name.title(),
                        name.artist(),
                        scored.similarity(),
                        (int) counted[0],
                        (double) counted[1] / counted[0]));
            }
            return near;
        }
    }

    private record Scored(int row, float similarity) {}

    private static List<Scored> nearest(TrackVectors vectors, int row, int count) {
        var order = Comparator.comparingDouble(Scored::similarity)
                .thenComparing(Comparator.comparingInt(Scored::row).reversed());
        var best = new PriorityQueue<>(order);
        for (int other = 0; other < vectors.size(); other++) {
            if (other != row) {
                best.add(new Scored(
                        other,
                        Kernels.dot(
                                vectors.rows(),
                                vectors.offset(row),
                                vectors.rows(),
                                vectors.offset(other),
                                vectors.dimension())));
                if (best.size() > count) {
                    best.remove();
                }
            }
        }
        return best.stream().sorted(order.reversed()).toList();
    }

    /// For every track that shares a playlist with `track`: how many, and places between the two, added up.
    private static Map<Integer, long[]> together(Dataset dataset, int track) {
        var together = new HashMap<Integer, long[]>();
        for (Listed playlist : dataset.playlists()) {
            int[] tracks = playlist.tracks();
            int at = 0;
            while (at < tracks.length && tracks[at] != track) {
                at++;
            }
            for (int place = 0; at < tracks.length && place < tracks.length; place++) {
                long[] counted = together.computeIfAbsent(tracks[place], none -> new long[2]);
                counted[0]++;
                counted[1] += Math.abs(place - at);
            }
        }
        return together;
    }
}
