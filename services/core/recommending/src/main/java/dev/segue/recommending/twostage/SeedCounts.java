package dev.segue.recommending.twostage;

import java.util.Arrays;

/// What occurs together with the seeds of a query: for every track that shares a playlist with one, how closely.
///
/// Cost: the entries of the seeds' playlists. Memory: 4 · [#WIDTH] bytes a track, kept between queries and cleared as
/// far as touched. Not thread-safe.
final class SeedCounts {

    /// Σ of the cosines with the seeds.
    static final int SUM = 0;
    /// Σ of the cosines, later seeds weighing more.
    static final int RECENT = 1;
    /// The highest cosine.
    static final int MAX = 2;
    /// The second highest cosine.
    static final int SECOND = 3;
    /// Seeds that share a playlist with the track.
    static final int SEEDS = 4;
    /// The highest share of a seed's playlists that hold the track.
    static final int SHARE = 5;
    /// Σ over seeds and shared playlists of exp(−distance / 4), over the square root of the playlists of both.
    static final int NEAR = 6;
    /// Σ of the cosines with the last five seeds.
    static final int LAST = 7;
    /// Shared playlists of all seeds.
    static final int PAIRS = 8;
    /// The same as NEAR, of the last five seeds.
    static final int NEAR_LAST = 9;
    /// Shared playlists where the track comes after a seed of the last three, within ten places.
    static final int FOLLOWS = 10;

    static final int WIDTH = 11;

    private static final int LATEST = 5;
    private static final int FOLLOWED = 3;
    private static final int FOLLOWING = 10;
    private static final float[] NEARNESS = new float[32];

    static {
        for (int distance = 0; distance < NEARNESS.length; distance++) {
            NEARNESS[distance] = (float) Math.exp(-distance / 4.0);
        }
    }

    private final Library library;
    private final float shrink;
    private final float[] sums;
    private final int[] count;
    private final float[] near;
    private final int[] follows;
    private final float[] roots;
    private int[] touchedBySeed = new int[256];
    private int[] touched = new int[1024];
    private int touchedSize;
    private int bySeedSize;

    SeedCounts(Library library) {
        this.library = library;
        this.shrink = Recipe.of(library).shrink();
        int tracks = library.corpus().trackOrdinals();
        this.sums = new float[tracks * WIDTH];
        this.count = new int[tracks];
        this.near = new float[tracks];
        this.follows = new int[tracks];
        this.roots = new float[tracks];
        for (int track = 0; track < tracks; track++) {
            roots[track] = (float) Math.sqrt(library.corpus().playlistsOf(track));
        }
    }

    void count(CorpusView view, Query query, Recipe recipe) {
        clear();
        int[] own = view.itself() < 0 ? new int[0] : library.corpus().tracks(view.itself());
        for (int track : own) {
            roots[track] = (float) Math.sqrt(view.playlistsOf(track));
        }
        int[] seeds = query.seeds();
        for (int i = 0; i < seeds.length; i++) {
            int back = seeds.length - 1 - i;
            seed(view, seeds[i], back, recipe.weight(query, i), query.ordered());
        }
        for (int track : own) {
            roots[track] = (float) Math.sqrt(library.corpus().playlistsOf(track));
        }
    }

    private void seed(CorpusView view, int seed, int back, float recency, boolean ordered) {
        int playlists = view.playlistsOf(seed);
        if (playlists == 0) {
            return;
        }
        bySeedSize = 0;
        var corpus = library.corpus();
        view.forEachPlaylistOf(seed, (playlist, position) -> {
            int length = corpus.length(playlist);
            if (touchedBySeed.length < bySeedSize + length) {
                touchedBySeed = Arrays.copyOf(touchedBySeed, 2 * (bySeedSize + length));
            }
            for (int i = 0; i < length; i++) {
                int track = corpus.trackAt(playlist, i);
                if (count[track]++ == 0) {
                    touchedBySeed[bySeedSize++] = track;
                }
            }
            if (ordered && library.ordered(playlist)) {
                int from = Math.max(0, position - NEARNESS.length + 1);
                int to = Math.min(length, position + NEARNESS.length);
                for (int i = from; i < to; i++) {
                    int track = corpus.trackAt(playlist, i);
                    near[track] += NEARNESS[Math.abs(i - position)];
                    if (back < FOLLOWED && i > position && i <= position + FOLLOWING) {
                        follows[track]++;
                    }
                }
            }
        });
        float root = roots[seed];
        float share = 1f / playlists;
        boolean last = back < LATEST;
        for (int i = 0; i < bySeedSize; i++) {
            int track = touchedBySeed[i];
            if (track != seed) {
                add(track, root, share, last, recency, ordered);
            }
            count[track] = 0;
        }
        if (ordered) {
            for (int i = 0; i < bySeedSize; i++) {
                near[touchedBySeed[i]] = 0;
                follows[touchedBySeed[i]] = 0;
            }
        }
    }

    private void add(int track, float root, float share, boolean last, float recency, boolean ordered) {
        int at = track * WIDTH;
        if (sums[at + SEEDS] == 0) {
            if (touchedSize == touched.length) {
                touched = Arrays.copyOf(touched, touchedSize * 2);
            }
            touched[touchedSize++] = track;
        }
        int shared = count[track];
        float inverse = 1 / (root * roots[track] + shrink);
        float cosine = shared * inverse;
        sums[at + SUM] += cosine;
        sums[at + RECENT] += recency * cosine;
        if (cosine > sums[at + MAX]) {
            sums[at + SECOND] = sums[at + MAX];
            sums[at + MAX] = cosine;
        } else if (cosine > sums[at + SECOND]) {
            sums[at + SECOND] = cosine;
        }
        sums[at + SEEDS]++;
        sums[at + SHARE] = Math.max(sums[at + SHARE], shared * share);
        sums[at + PAIRS] += shared;
        if (ordered) {
            float close = near[track] * inverse;
            sums[at + NEAR] += close;
            if (last) {
                sums[at + NEAR_LAST] += close;
                sums[at + FOLLOWS] += follows[track];
            }
        }
        if (last) {
            sums[at + LAST] += cosine;
        }
    }

    /// How many tracks share a playlist with a seed.
    int size() {
        return touchedSize;
    }

    int trackAt(int i) {
        return touched[i];
    }

    /// @param what one of the constants
    float get(int track, int what) {
        return sums[track * WIDTH + what];
    }

    private void clear() {
        for (int i = 0; i < touchedSize; i++) {
            Arrays.fill(sums, touched[i] * WIDTH, (touched[i] + 1) * WIDTH, 0);
        }
        touchedSize = 0;
    }
}
