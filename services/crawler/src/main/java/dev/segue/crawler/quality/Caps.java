package dev.segue.crawler.quality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decides what of a source is published: so many playlists of a curator at most, so many near-identical ones of a
/// curator, and so many near-identical ones of all curators together. Remembers what was let through. Used by one
/// thread.
///
/// Memory: a sketch and its two references for each playlist let through whose curator is known, and what
/// [Lookalikes] takes for the newest [#MOST_COMPARED].
public final class Caps {

    /// Playlists that others of all curators are compared with: the newest.
    public static final int MOST_COMPARED = 1 << 18;

    /// Most near-identical playlists of all curators that a limit can be set to.
    public static final int MOST_COPIES = Lookalikes.MOST_ALIKE;

    /// Playlists of fewer tracks are alike by chance.
    private static final int FEWEST_TRACKS = 8;

    private final Limits limits;
    private final Map<String, List<Held>> held = new HashMap<>();
    private final Lookalikes lookalikes;
    private final Map<Flag, Long> withheld = new EnumMap<>(Flag.class);
    private long nearDuplicates;
    private long copies;

    /// @param playlists of one curator
    /// @param nearIdentical of one curator, of playlists that are near-identical to each other
    /// @param copies of all curators, of playlists that are near-identical to each other
    /// @param similarity estimated Jaccard similarity from which playlists are near-identical
    public record Limits(int playlists, int nearIdentical, int copies, double similarity) {}

    /// What is wrong with a playlist.
    public enum Flag {
        /// Its curator has enough of these.
        NEAR_DUPLICATE("near-duplicate"),
        /// All curators together have enough of these.
        COPIED("copied"),
        /// Its curator has enough.
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

    public Caps(Limits limits) {
        this.limits = limits;
        this.lookalikes = new Lookalikes(MOST_COMPARED, limits.similarity());
    }

    /// Remembers a playlist that is let through.
    ///
    /// @param curator null when nobody says
    /// @param sketch null when too short to have one; kept, not copied
    public void remember(@Nullable String curator, String playlist, byte @Nullable [] sketch) {
        if (curator != null) {
            held.computeIfAbsent(curator, key -> new ArrayList<>(2)).add(new Held(playlist, sketch));
        }
        if (sketch != null) {
            lookalikes.add(playlist, sketch);
        }
    }

    /// Forgets a playlist that was let through, which makes room for another.
    ///
    /// @param curator and sketch as they were remembered
    public void forget(@Nullable String curator, String playlist, byte @Nullable [] sketch) {
        List<Held> of = curator == null ? null : held.get(curator);
        if (of != null) {
            of.removeIf(other -> other.playlist().equals(playlist));
            if (of.isEmpty()) {
                held.remove(curator);
            }
        }
        if (sketch != null) {
            lookalikes.remove(playlist, sketch);
        }
    }

    /// Judges a playlist that is not remembered, and remembers it when it is let through.
    ///
    /// @return why it is withheld; null when it is not
    public @Nullable Flag judge(@Nullable String curator, String playlist, byte @Nullable [] sketch) {
        List<Held> others = curator == null ? List.of() : held.getOrDefault(curator, List.of());
        long alike = sketch == null
                ? 0
                : others.stream()
                        .map(Held::sketch)
                        .filter(other -> other != null && Sketch.similarity(sketch, other) >= limits.similarity())
                        .count();
        long anywhere = sketch == null ? 0 : lookalikes.count(sketch);
        nearDuplicates += alike > 0 ? 1 : 0;
        copies += anywhere > alike ? 1 : 0;
        Flag flag = alike >= limits.nearIdentical()
                ? Flag.NEAR_DUPLICATE
                : anywhere >= limits.copies()
                        ? Flag.COPIED
                        : others.size() >= limits.playlists() ? Flag.CURATOR_FLOOD : null;
        if (flag == null) {
            remember(curator, playlist, sketch);
        } else {
            withheld.merge(flag, 1L, Long::sum);
        }
        return flag;
    }

    /// A sketch of these tracks; null when they are too few.
    public static byte @Nullable [] sketch(Collection<String> tracks) {
        return tracks.size() < FEWEST_TRACKS ? null : Sketch.of(tracks);
    }

    /// Judgements that found another near-identical playlist of the same curator.
    public long nearDuplicates() {
        return nearDuplicates;
    }

    /// Judgements that found a near-identical playlist of another curator.
    public long copies() {
        return copies;
    }

    /// Judgements that withheld a playlist for that.
    public long withheld(Flag flag) {
        return withheld.getOrDefault(flag, 0L);
    }

    /// Curators of whom something was let through.
    public int curators() {
        return held.size();
    }
}
