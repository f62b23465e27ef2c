package dev.segue.crawler.quality;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decides what of a curator is published: so many playlists at most, and so many near-identical ones. Remembers what
/// was let through. Used by one thread.
///
/// Memory: a sketch and its two references for each playlist let through whose curator is known.
public final class CuratorCaps {

    /// Playlists of fewer tracks are alike by chance.
    private static final int FEWEST_TRACKS = 8;

    private final Limits limits;
    private final Map<String, List<Held>> held = new HashMap<>();
    private long nearDuplicates;
    private long withheld;

    /// @param playlists of one curator
    /// @param nearIdentical of one curator, of playlists that are near-identical to each other
    /// @param similarity estimated Jaccard similarity from which playlists are near-identical
    public record Limits(int playlists, int nearIdentical, double similarity) {}

    /// What is wrong with a playlist.
    public enum Flag {
        NEAR_DUPLICATE("near-duplicate"),
        CURATOR_FLOOD("curator-flood");

        private final String wireName;

        Flag(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    private record Held(String playlist, byte @Nullable [] sketch) {}

    public CuratorCaps(Limits limits) {
        this.limits = limits;
    }

    /// Remembers a playlist that was let through before.
    ///
    /// @param sketch null when too short to have one; kept, not copied
    public void remember(String curator, String playlist, byte @Nullable [] sketch) {
        List<Held> of = held.computeIfAbsent(curator, key -> new ArrayList<>(2));
        of.removeIf(other -> other.playlist().equals(playlist));
        of.add(new Held(playlist, sketch));
    }

    /// Forgets a playlist, which makes room for another.
    public void forget(String curator, String playlist) {
        List<Held> of = held.get(curator);
        if (of != null) {
            of.removeIf(other -> other.playlist().equals(playlist));
            if (of.isEmpty()) {
                held.remove(curator);
            }
        }
    }

    /// Judges a playlist that is new, or new in this form, and remembers it when it is let through.
    ///
    /// @return why it is withheld; null when it is not
    public @Nullable Flag judge(String curator, String playlist, byte @Nullable [] sketch) {
        List<Held> others = held.getOrDefault(curator, List.of()).stream()
                .filter(other -> !other.playlist().equals(playlist))
                .toList();
        long alike = sketch == null
                ? 0
                : others.stream()
                        .map(Held::sketch)
                        .filter(other -> other != null && Sketch.similarity(sketch, other) >= limits.similarity())
                        .count();
        if (alike > 0) {
            nearDuplicates++;
        }
        Flag flag = alike >= limits.nearIdentical()
                ? Flag.NEAR_DUPLICATE
                : others.size() >= limits.playlists() ? Flag.CURATOR_FLOOD : null;
        if (flag == null) {
            remember(curator, playlist, sketch);
        } else {
            withheld++;
            forget(curator, playlist);
        }
        return flag;
    }

    /// A sketch of these tracks; null when they are too few.
    public static byte @Nullable [] sketch(java.util.Collection<String> tracks) {
        return tracks.size() < FEWEST_TRACKS ? null : Sketch.of(tracks);
    }

    /// Judgements that found another near-identical playlist of the curator.
    public long nearDuplicates() {
        return nearDuplicates;
    }

    /// Judgements that withheld a playlist.
    public long withheld() {
        return withheld;
    }

    /// Curators of whom something was let through.
    public int curators() {
        return held.size();
    }
}
