package dev.segue.preprocessor.stream;

import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.TrackNeighbours;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Neighbours by the simplest code that could be right: every pair of every playlist, counted in a hash map.
final class Recount {

    private final Map<String, Integer> playlistsOf = new HashMap<>();
    private final Map<String, Map<String, Integer>> pairs = new HashMap<>();

    Recount(Collection<List<String>> playlists, int window) {
        for (List<String> playlist : playlists) {
            for (int i = 0; i < playlist.size(); i++) {
                playlistsOf.merge(playlist.get(i), 1, Integer::sum);
                for (int j = 0; j < playlist.size(); j++) {
                    if (i != j && Math.abs(i - j) <= window) {
                        pairs.computeIfAbsent(playlist.get(i), anchor -> new HashMap<>())
                                .merge(playlist.get(j), 1, Integer::sum);
                    }
                }
            }
        }
    }

    /// Track id to playlists, of all tracks that enough playlists hold.
    Map<String, Integer> catalogue(NeighbourRules rules) {
        var catalogue = new TreeMap<>(playlistsOf);
        catalogue.values().removeIf(playlists -> playlists < rules.minimumPlaylists());
        return catalogue;
    }

    /// Track id to its list as text, `<id>=<count>`, of all tracks that have one.
    Map<String, List<String>> lists(NeighbourRules rules) {
        var lists = new TreeMap<String, List<String>>();
        for (String anchor : catalogue(rules).keySet()) {
            var list = pairs.getOrDefault(anchor, Map.of()).entrySet().stream()
                    .filter(pair -> playlistsOf.get(pair.getKey()) >= rules.minimumPlaylists())
                    .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(rules.neighbours())
                    .map(pair -> pair.getKey() + "=" + pair.getValue())
                    .toList();
            if (!list.isEmpty()) {
                lists.put(anchor, list);
            }
        }
        return lists;
    }

    /// A published list in the same form.
    static List<String> text(TrackNeighbours list) {
        return list.getNeighbours().stream().map(Recount::text).toList();
    }

    private static String text(Neighbour neighbour) {
        return neighbour.getTrackId() + "=" + neighbour.getCount();
    }

    /// Published lists in the same form.
    static Map<String, List<String>> text(Map<String, TrackNeighbours> published) {
        var lists = new TreeMap<String, List<String>>();
        published.forEach((anchor, list) -> lists.put(anchor, text(list)));
        return lists;
    }
}
