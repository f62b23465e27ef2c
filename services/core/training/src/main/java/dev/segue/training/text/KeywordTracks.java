package dev.segue.training.text;

import dev.segue.training.Kernels;
import dev.segue.training.TrainingSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// From a text to tracks by way of playlists: the playlists nearest to the text's vector, and their tracks, each
/// weighted by how similar the playlists that hold it are.
public final class KeywordTracks {

    private final TrainingSet set;
    private final int dimension;
    private final float[] playlists;

    /// @param rows vectors of the set's tracks, `[tracks · dimension]`, of unit length; read, never kept
    public KeywordTracks(TrainingSet set, float[] rows, int dimension) {
        this.set = set;
        this.dimension = dimension;
        this.playlists = PlaylistVectors.of(set, rows, dimension);
    }

    /// A playlist near a text.
    ///
    /// @param playlist of the set
    /// @param similarity cosine, -1 to 1
    public record NearPlaylist(int playlist, double similarity) {}

    /// A track of playlists near a text.
    ///
    /// @param track of the set
    /// @param score sum of the similarities of the near playlists that hold it
    /// @param playlists that hold it, of the near ones
    public record Found(int track, double score, int playlists) {}

    /// The playlists nearest to a text, best first; of equal ones the first of the set.
    ///
    /// @param text vector, `[dimension]`, of unit length
    public List<NearPlaylist> playlists(float[] text, int count) {
        var order = Comparator.comparingDouble(NearPlaylist::similarity)
                .thenComparing(Comparator.comparingInt(NearPlaylist::playlist).reversed());
        var best = new PriorityQueue<>(order);
        for (int playlist = 0; playlist < set.playlists(); playlist++) {
            best.add(new NearPlaylist(playlist, Kernels.dot(text, 0, playlists, playlist * dimension, dimension)));
            if (best.size() > count) {
                best.remove();
            }
        }
        return best.stream().sorted(order.reversed()).toList();
    }

    /// Tracks of the playlists nearest to a text, best first; of equal ones the first of the set. Playlists that point
    /// away from it say nothing.
    ///
    /// @param text vector, `[dimension]`, of unit length
    /// @param neighbours playlists that are asked
    public List<Found> tracks(float[] text, int neighbours, int count) {
        Map<Integer, Found> found = new HashMap<>();
        for (NearPlaylist near : playlists(text, neighbours)) {
            if (near.similarity() > 0) {
                for (int entry = set.start(near.playlist()); entry < set.end(near.playlist()); entry++) {
                    found.merge(
                            set.trackOf(entry),
                            new Found(set.trackOf(entry), near.similarity(), 1),
                            (a, b) -> new Found(a.track(), a.score() + b.score(), a.playlists() + b.playlists()));
                }
            }
        }
        var ranked = new ArrayList<>(found.values());
        ranked.sort(Comparator.comparingDouble(Found::score).reversed().thenComparingInt(Found::track));
        return List.copyOf(ranked.subList(0, Math.min(count, ranked.size())));
    }
}
