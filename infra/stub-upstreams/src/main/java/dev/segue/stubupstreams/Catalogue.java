package dev.segue.stubupstreams;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// A catalogue of playlists as it stands at any moment of a stretch of time: the same seed gives the same playlists,
/// edits, deletions and returns. Nothing is stored; all is computed from the number of a playlist and the time.
///
/// Of 100 playlists about 55 never change, 30 change one to three times in the stretch, 12 seven times and 3
/// forty-two times, as often as hours, days and weeks have it. About 4 vanish, half of which come back.
public final class Catalogue {

    /// Words of titles, by which playlists are found.
    public static final List<String> KEYWORDS = List.of(
            "reggae",
            "techno",
            "jazz",
            "chill",
            "running",
            "sleep",
            "80s",
            "fiesta",
            "verano",
            "tristesse",
            "Herbst",
            "Sommerabend",
            "estate",
            "samba",
            "saudade",
            "ドライブ",
            "пробежка",
            "gece",
            "lato",
            "ballade");

    private static final int MOST_TRACKS = 60;
    private static final Duration CREATED_BEFORE = Duration.ofDays(90);

    private final Plan plan;
    private final Map<Integer, Integer> lengths = new ConcurrentHashMap<>();
    private final Map<String, int[]> found = new ConcurrentHashMap<>();

    /// What a catalogue is made of.
    ///
    /// @param seed of all that looks random
    /// @param playlists numbered from 0
    /// @param tracks numbered from 0; low numbers are in more playlists
    /// @param curators who own the playlists
    /// @param start of the stretch in which things happen
    /// @param span its length
    public record Plan(long seed, int playlists, int tracks, int curators, Instant start, Duration span) {

        public Plan {
            if (playlists < 1 || tracks < 1 || curators < 1 || !span.isPositive()) {
                throw new IllegalArgumentException("Expected at least one playlist, track, curator and some time, got "
                        + playlists + ", " + tracks + ", " + curators + " and " + span);
            }
        }
    }

    /// A playlist at a moment.
    ///
    /// @param revision 0 before the first edit
    /// @param changedAt the last edit, or the creation
    /// @param tracks numbers, in order; repeats happen
    public record Playlist(
            int number,
            int revision,
            String title,
            String description,
            int curator,
            long saves,
            Instant createdAt,
            Instant changedAt,
            List<Integer> tracks) {}

    /// A track, the same at all times.
    ///
    /// @param isrc the same recording has the same at every service
    public record Track(
            int number,
            String title,
            String artist,
            int artistNumber,
            String album,
            int albumNumber,
            int seconds,
            String isrc) {}

    public Catalogue(Plan plan) {
        this.plan = plan;
    }

    public Plan plan() {
        return plan;
    }

    /// Makes one playlist this long, as none is by itself.
    public void lengthen(int number, int tracks) {
        lengths.put(number, tracks);
    }

    /// The playlist at that moment; empty when there is no such, or none at the time.
    public Optional<Playlist> playlist(int number, Instant when) {
        if (number < 0 || number >= plan.playlists() || !exists(number, when)) {
            return Optional.empty();
        }
        int revision = revision(number, when);
        Instant created =
                plan.start().minus(CREATED_BEFORE).plusSeconds(hash(number, 1) % (CREATED_BEFORE.toSeconds() - 86_400));
        int length = lengths.getOrDefault(number, 5 + (int) (squared(hash(number, 2)) * (MOST_TRACKS - 5)));
        var tracks = new ArrayList<Integer>(length);
        for (int i = 0; i < length; i++) {
            tracks.add(trackAt(number, revision + i));
        }
        return Optional.of(new Playlist(
                number,
                revision,
                title(number),
                revision == 0 ? "" : "edit " + revision,
                (int) (hash(number, 3) % plan.curators()),
                (long) (squared(hash(number, 4)) * squared(hash(number, 5)) * 50_000),
                created,
                revision == 0 ? created : edit(number, revision - 1),
                List.copyOf(tracks)));
    }

    /// The track with that number.
    public Track track(int number) {
        int artist = (int) (hash(number, 20) % Math.max(1, plan.tracks() / 8));
        int album = (int) (hash(number, 21) % 4) + artist * 4;
        return new Track(
                number,
                "Song " + number,
                "Artist " + artist,
                artist,
                "Album " + album,
                album,
                120 + (int) (hash(number, 22) % 240),
                "ZZSTB" + String.format(Locale.ROOT, "%07d", number));
    }

    /// Number of the playlists, now or ever.
    public int size() {
        return plan.playlists();
    }

    /// Numbers of the playlists at that moment whose title has `query` in it, ignoring case; in a fixed order.
    public int[] search(String query, Instant when) {
        int[] titled =
                found.computeIfAbsent(query.toLowerCase(Locale.ROOT), words -> IntStream.range(0, plan.playlists())
                        .filter(number -> title(number).toLowerCase(Locale.ROOT).contains(words))
                        .toArray());
        return IntStream.of(titled).filter(number -> exists(number, when)).toArray();
    }

    /// Numbers of the playlists of a curator at that moment.
    public int[] ofCurator(int curator, Instant when) {
        return IntStream.range(0, plan.playlists())
                .filter(number -> hash(number, 3) % plan.curators() == curator && exists(number, when))
                .toArray();
    }

    /// Whether a playlist is the same from the beginning of the stretch to its end.
    public boolean isSteady(int number) {
        return edits(number) == 0 && !vanishes(number);
    }

    private boolean vanishes(int number) {
        return hash(number, 7) % 100 < 4;
    }

    private static String title(int number, List<String> words, long hash) {
        return words.get((int) (hash % words.size())) + " " + number;
    }

    private String title(int number) {
        return title(number, KEYWORDS, hash(number, 6));
    }

    private boolean exists(int number, Instant when) {
        if (!vanishes(number)) {
            return true;
        }
        Instant gone = at(0.05 + 0.5 * unit(hash(number, 8)));
        boolean returns = hash(number, 9) % 2 == 0;
        Instant back = at(0.65 + 0.25 * unit(hash(number, 10)));
        return when.isBefore(gone) || (returns && !when.isBefore(back));
    }

    private int revision(int number, Instant when) {
        int edits = edits(number);
        int revision = 0;
        while (revision < edits && !edit(number, revision).isAfter(when)) {
            revision++;
        }
        return revision;
    }

    private int edits(int number) {
        long kind = hash(number, 11) % 100;
        if (kind < 55) {
            return 0;
        }
        if (kind < 85) {
            return 1 + (int) (hash(number, 12) % 3);
        }
        return kind < 97 ? 7 : 42;
    }

    /// Edits lie in equal stretches, one somewhere in each.
    private Instant edit(int number, int which) {
        int edits = edits(number);
        return at((which + 0.9 * unit(hash(number, 100 + which))) / edits);
    }

    private Instant at(double share) {
        return plan.start().plusMillis((long) (share * plan.span().toMillis()));
    }

    private int trackAt(int playlist, int place) {
        return (int) (squared(mixed(plan.seed() + 31L * playlist, 1_000L + place)) * plan.tracks());
    }

    private long hash(int number, int what) {
        return mixed(plan.seed() * 1_000_003 + number, what);
    }

    private static double squared(long hash) {
        double unit = unit(hash);
        return unit * unit;
    }

    private static double unit(long hash) {
        return (hash >>> 11) * 0x1.0p-52;
    }

    /// SplitMix64 of both, without its sign.
    private static long mixed(long a, long b) {
        long z = a * 0x9E3779B97F4A7C15L + b * 0xD1342543DE82EF95L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z ^ (z >>> 31)) >>> 1;
    }
}
