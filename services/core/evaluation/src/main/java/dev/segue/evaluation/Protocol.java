package dev.segue.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What is asked of a recommender, and by which figures it is judged.
public enum Protocol {
    /// The ten categories of the RecSys Challenge 2018: the title alone, with and without it the first tracks, or
    /// random ones. 500 recommendations.
    CHALLENGE(500, Metric.CHALLENGE) {
        @Override
        void add(TestPlaylist playlist, SplittableRandom random, List<Task> tasks) {
            first(playlist, 0, true, tasks);
            first(playlist, 1, true, tasks);
            first(playlist, 5, true, tasks);
            first(playlist, 5, false, tasks);
            first(playlist, 10, true, tasks);
            first(playlist, 10, false, tasks);
            first(playlist, 25, true, tasks);
            random(playlist, 25, true, random, tasks);
            first(playlist, 100, true, tasks);
            random(playlist, 100, true, random, tasks);
        }
    },
    /// Every number of first tracks that the challenge has, with and without the title. 500 recommendations.
    SHAPES(500, Metric.CHALLENGE) {
        @Override
        void add(TestPlaylist playlist, SplittableRandom random, List<Task> tasks) {
            first(playlist, 0, true, tasks);
            for (int seeds : new int[] {1, 5, 10, 25, 100}) {
                first(playlist, seeds, false, tasks);
                first(playlist, seeds, true, tasks);
            }
        }
    },
    /// The first 1 to 10 tracks of playlists longer than 20. 500 recommendations.
    SEEDS_1_10(500, Metric.CHALLENGE) {
        @Override
        void add(TestPlaylist playlist, SplittableRandom random, List<Task> tasks) {
            if (playlist.tracks().length > 20) {
                for (int seeds = 1; seeds <= 10; seeds++) {
                    first(playlist, seeds, false, tasks);
                }
            }
        }
    },
    /// A random half of the tracks. 20 recommendations.
    HALF(20, List.of(new Metric.Precision(20), new Metric.HitRate(20), new Metric.Recall(20))) {
        @Override
        void add(TestPlaylist playlist, SplittableRandom random, List<Task> tasks) {
            int half = playlist.tracks().length / 2;
            if (half > 0) {
                tasks.add(split(playlist, "half", false, random(playlist, half, random)));
            }
        }
    },
    /// A random four fifths of the tracks, of playlists that nothing was learnt from. 20 recommendations.
    CONTEXT(20, List.of(new Metric.Recall(10), new Metric.Recall(20), new Metric.Ndcg(10), new Metric.Ndcg(20))) {
        @Override
        void add(TestPlaylist playlist, SplittableRandom random, List<Task> tasks) {
            int length = playlist.tracks().length;
            int seeds = length - Math.max(1, length / 5);
            if (seeds > 0) {
                tasks.add(split(playlist, "random fifth", false, random(playlist, seeds, random)));
            }
        }
    },
    /// The first 20 tracks of playlists whose order is known; the 10 that follow are to be found, what comes after them
    /// counts neither way. 15 recommendations.
    NEXT_TRACK(15, List.of(new Metric.Precision(15), new Metric.Recall(15), new Metric.HitRate(15))) {
        @Override
        void add(TestPlaylist playlist, SplittableRandom random, List<Task> tasks) {
            int[] tracks = playlist.tracks();
            if (playlist.ordered() && tracks.length >= NEXT_SEEDS + NEXT_HIDDEN) {
                tasks.add(new Task(
                        playlist.id(),
                        "next 10",
                        null,
                        Arrays.copyOf(tracks, NEXT_SEEDS),
                        true,
                        Arrays.copyOfRange(tracks, NEXT_SEEDS, NEXT_SEEDS + NEXT_HIDDEN)));
            }
        }
    },
    /// All but a fifth of the tracks: the last fifth where the order is known, else a random one. 10 recommendations.
    MAP10(10, List.of(new Metric.AveragePrecision(10), new Metric.HitRate(10), new Metric.Recall(10))) {
        @Override
        void add(TestPlaylist playlist, SplittableRandom random, List<Task> tasks) {
            int length = playlist.tracks().length;
            int seeds = length - Math.max(1, length / 5);
            if (seeds > 0) {
                tasks.add(
                        playlist.ordered()
                                ? split(
                                        playlist,
                                        "last fifth",
                                        false,
                                        IntStream.range(0, seeds).toArray())
                                : split(playlist, "random fifth", false, random(playlist, seeds, random)));
            }
        }
    };

    /// Fewer held-out tracks than this say too little of a list of 500.
    private static final int LEAST_HIDDEN = 5;

    private static final int NEXT_SEEDS = 20;
    private static final int NEXT_HIDDEN = 10;

    private final int recommendations;
    private final List<Metric> metrics;

    Protocol(int recommendations, List<Metric> metrics) {
        this.recommendations = recommendations;
        this.metrics = metrics;
    }

    /// The tasks of these playlists, category by category as each playlist allows them.
    ///
    /// @param seed of what is drawn at random; a playlist's draw depends on it and the playlist's id alone
    public List<Task> tasks(List<TestPlaylist> playlists, long seed) {
        var tasks = new ArrayList<Task>();
        for (TestPlaylist playlist : playlists) {
            add(playlist, new SplittableRandom(seed ^ ((long) playlist.id().hashCode() << 20)), tasks);
        }
        return tasks;
    }

    abstract void add(TestPlaylist playlist, SplittableRandom random, List<Task> tasks);

    /// How many tracks are asked for.
    public int recommendations() {
        return recommendations;
    }

    public List<Metric> metrics() {
        return metrics;
    }

    /// As the command line calls it: lower case, with dashes.
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Protocol> named(String title) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.title().equals(title))
                .findFirst();
    }

    private static void first(TestPlaylist playlist, int seeds, boolean titled, List<Task> tasks) {
        if (suits(playlist, seeds, titled)) {
            String category = seeds == 0 ? "title" : titled ? "title + first " + seeds : "first " + seeds;
            tasks.add(
                    split(playlist, category, titled, IntStream.range(0, seeds).toArray()));
        }
    }

    private static void random(
            TestPlaylist playlist, int seeds, boolean titled, SplittableRandom random, List<Task> tasks) {
        if (suits(playlist, seeds, titled)) {
            String category = titled ? "title + random " + seeds : "random " + seeds;
            tasks.add(split(playlist, category, titled, random(playlist, seeds, random)));
        }
    }

    private static boolean suits(TestPlaylist playlist, int seeds, boolean titled) {
        return playlist.tracks().length >= seeds + LEAST_HIDDEN && (!titled || playlist.title() != null);
    }

    /// Places of some tracks drawn without replacement, ascending.
    private static int[] random(TestPlaylist playlist, int count, SplittableRandom random) {
        int[] places = IntStream.range(0, playlist.tracks().length).toArray();
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i, places.length);
            int swapped = places[i];
            places[i] = places[j];
            places[j] = swapped;
        }
        return IntStream.of(places).limit(count).sorted().toArray();
    }

    /// @param places of the seeds, ascending
    private static Task split(TestPlaylist playlist, String category, boolean titled, int[] places) {
        int[] tracks = playlist.tracks();
        int[] seeds = new int[places.length];
        int[] hidden = new int[tracks.length - places.length];
        int given = 0;
        for (int i = 0; i < tracks.length; i++) {
            if (given < places.length && places[given] == i) {
                seeds[given++] = tracks[i];
            } else {
                hidden[i - given] = tracks[i];
            }
        }
        boolean gapless = places.length == 0 || places[places.length - 1] == places.length - 1;
        @Nullable String title = titled ? playlist.title() : null;
        return new Task(playlist.id(), category, title, seeds, playlist.ordered() && gapless, hidden);
    }
}
