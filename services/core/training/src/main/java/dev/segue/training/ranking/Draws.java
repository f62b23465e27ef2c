package dev.segue.training.ranking;

import dev.segue.corpus.Corpus;
import dev.segue.training.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Draws that depend on ids and a seed alone, never on the order in which playlists came.
final class Draws {

    private static final long START = 0xCBF29CE484222325L;
    private static final long PRIME = 0x100000001B3L;

    private Draws() {}

    /// All playlists of a corpus in a drawn order.
    static List<Integer> shuffled(Corpus corpus, long seed) {
        record Drawn(int playlist, long key, String id) {}
        var drawn = new ArrayList<Drawn>();
        corpus.forEachPlaylist(playlist -> {
            String id = corpus.playlistId(playlist);
            drawn.add(new Drawn(playlist, Seeds.mix(seed, Seeds.PLAYLISTS, hash(id)), id));
        });
        drawn.sort(Comparator.comparingLong(Drawn::key).thenComparing(Drawn::id));
        return drawn.stream().map(Drawn::playlist).toList();
    }

    /// Whether an id is among a share of all.
    static boolean among(String id, double share, long seed) {
        return (Seeds.mix(seed, Seeds.UNKNOWN, hash(id)) >>> 11) * 0x1p-53 < share;
    }

    /// FNV-1a of the UTF-16 units.
    static long hash(String id) {
        long hash = START;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * PRIME;
        }
        return hash;
    }
}
