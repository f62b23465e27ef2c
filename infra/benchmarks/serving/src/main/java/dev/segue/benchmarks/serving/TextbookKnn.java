package dev.segue.benchmarks.serving;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Playlist-kNN as one writes it down first: hash maps from ids to sets of ids, no arrays, nothing reused. The peer.
public final class TextbookKnn {

    private final Map<String, Set<String>> tracksOf = new HashMap<>();
    private final Map<String, List<String>> playlistsOf = new HashMap<>();

    /// Takes a playlist in.
    public void add(String playlist, Collection<String> tracks) {
        tracksOf.put(playlist, new HashSet<>(tracks));
        for (String track : tracks) {
            playlistsOf.computeIfAbsent(track, unseen -> new ArrayList<>()).add(playlist);
        }
    }

    /// How many playlists hold a track.
    public int held(String track) {
        return playlistsOf.getOrDefault(track, List.of()).size();
    }

    /// The best tracks by the votes of the `neighbours` nearest playlists, the asked ones among them.
    ///
    /// @param weights by track that is asked with
    /// @param power of a playlist's nearness that its vote has
    public List<String> recommend(Map<String, Double> weights, int neighbours, double power, int limit) {
        Map<String, Double> similarities = new HashMap<>();
        weights.forEach((track, weight) -> {
            for (String playlist : playlistsOf.getOrDefault(track, List.of())) {
                similarities.merge(playlist, weight, Double::sum);
            }
        });
        similarities.replaceAll((playlist, sum) ->
                sum / Math.sqrt(tracksOf.getOrDefault(playlist, Set.of()).size()));
        Map<String, Double> votes = new HashMap<>();
        for (Map.Entry<String, Double> neighbour : best(similarities, neighbours)) {
            double vote = Math.pow(neighbour.getValue(), power);
            tracksOf.getOrDefault(neighbour.getKey(), Set.of()).forEach(track -> votes.merge(track, vote, Double::sum));
        }
        return best(votes, limit).stream().map(Map.Entry::getKey).toList();
    }

    /// Among equals the smaller id first.
    private static List<Map.Entry<String, Double>> best(Map<String, Double> scores, int n) {
        return scores.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(n)
                .toList();
    }
}
