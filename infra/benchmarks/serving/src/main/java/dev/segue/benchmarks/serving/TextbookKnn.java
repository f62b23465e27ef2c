package dev.segue.benchmarks.serving;

import dev.segue.corpus.Corpus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Playlist-kNN as one writes it down first: hash maps from ids to sets of ids, no arrays, nothing reused. The peer.
final class TextbookKnn {

    private final Map<String, Set<String>> tracksOf = new HashMap<>();
    private final Map<String, List<String>> playlistsOf = new HashMap<>();

    TextbookKnn(Corpus corpus) {
        corpus.forEachPlaylist(playlist -> {
            String id = corpus.playlistId(playlist);
            Set<String> tracks = new HashSet<>();
            for (int track : corpus.tracks(playlist)) {
                String trackId = corpus.trackId(track);
                tracks.add(trackId);
                playlistsOf
                        .computeIfAbsent(trackId, unseen -> new ArrayList<>())
                        .add(id);
            }
            tracksOf.put(id, tracks);
        });
    }

    /// The best tracks by the votes of the `neighbours` nearest playlists.
    List<String> recommend(List<String> seeds, int neighbours, int limit) {
        Map<String, Double> similarities = new HashMap<>();
        for (String seed : seeds) {
            List<String> holding = playlistsOf.getOrDefault(seed, List.of());
            double weight = 1 / (Math.pow(Math.max(0, holding.size() - 1), .4) + 1);
            for (String playlist : holding) {
                similarities.merge(playlist, weight, Double::sum);
            }
        }
        similarities.replaceAll((playlist, sum) ->
                sum / Math.sqrt(tracksOf.getOrDefault(playlist, Set.of()).size()));
        List<Map.Entry<String, Double>> nearest = similarities.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(neighbours)
                .toList();
        Map<String, Double> votes = new HashMap<>();
        for (Map.Entry<String, Double> neighbour : nearest) {
            double vote = Math.pow(neighbour.getValue() / nearest.getFirst().getValue(), 2);
            tracksOf.getOrDefault(neighbour.getKey(), Set.of()).forEach(track -> votes.merge(track, vote, Double::sum));
        }
        seeds.forEach(votes::remove);
        return votes.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }
}
