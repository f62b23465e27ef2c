package dev.segue.recommending.twostage;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Which artists occur together with those of a query's seeds: for every artist that shares a playlist with one of
/// them, how closely. What two tracks say of each other by their playlists, their artists say with less chance in it.
///
/// Cost: the artists of the playlists of the seeds' artists. Memory: 4 · [#WIDTH] bytes an artist, kept between
/// queries and cleared as far as touched. Not thread-safe.
final class ArtistCounts {

    /// Σ over seeds of the cosine of their artist with the artist, over the seeds; an artist's own seeds left out.
    static final int SUM = 0;
    /// The highest cosine with another artist among the seeds'.
    static final int MAX = 1;
    /// As SUM, of the last five seeds.
    static final int LAST = 2;
    /// Share of the seeds whose artist shares a playlist with the artist.
    static final int TOGETHER = 3;

    static final int WIDTH = 4;

    private static final int LATEST = 5;
    private static final float SHRINK = 5;

    private final Holdings holdings;
    private final TrackTable tracks;
    private final float[] sums;
    private final int[] count;
    private int[] touched = new int[1024];
    private int touchedSize;
    private int[] together = new int[1024];

    ArtistCounts(Holdings holdings, TrackTable tracks) {
        this.holdings = holdings;
        this.tracks = tracks;
        this.sums = new float[tracks.artistCount() * WIDTH];
        this.count = new int[tracks.artistCount()];
    }

    /// Which playlist holds which artists, each once.
    ///
    /// @param artists of each playlist, ascending; shared, never changed
    /// @param playlists of each artist, ascending; shared, never changed
    record Holdings(int[][] artists, int[][] playlists) {

        static Holdings of(Library library) {
            int[][] artists = new int[library.corpus().playlistOrdinals()][];
            int[] sizes = new int[library.tracks().artistCount()];
            for (int playlist = 0; playlist < artists.length; playlist++) {
                artists[playlist] = Arrays.stream(
                                library.artistsOf(library.corpus().tracks(playlist)))
                        .sorted()
                        .distinct()
                        .toArray();
                for (int artist : artists[playlist]) {
                    sizes[artist]++;
                }
            }
            int[][] playlists = new int[sizes.length][];
            Arrays.setAll(playlists, artist -> new int[sizes[artist]]);
            Arrays.fill(sizes, 0);
            for (int playlist = 0; playlist < artists.length; playlist++) {
                for (int artist : artists[playlist]) {
                    playlists[artist][sizes[artist]++] = playlist;
                }
            }
            return new Holdings(artists, playlists);
        }

        private boolean holds(int playlist, int artist) {
            return playlist >= 0 && Arrays.binarySearch(artists[playlist], artist) >= 0;
        }

        private int playlistsOf(int artist, int itself) {
            return playlists[artist].length - (holds(itself, artist) ? 1 : 0);
        }
    }

    /// @param itself a playlist left out, or -1
    void count(Query query, int itself) {
        clear();
        int[] bySeed = IntStream.of(query.seeds()).map(tracks::artist).toArray();
        int[] sorted = bySeed.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; ) {
            int from = i;
            while (i < sorted.length && sorted[i] == sorted[from]) {
                i++;
            }
            if (sorted[from] >= 0) {
                int artist = sorted[from];
                int last = 0;
                for (int s = Math.max(0, bySeed.length - LATEST); s < bySeed.length; s++) {
                    last += bySeed[s] == artist ? 1 : 0;
                }
                add(artist, i - from, last, bySeed.length, itself);
            }
        }
    }

    private void add(int artist, int seeds, int last, int all, int itself) {
        int size = 0;
        for (int playlist : holdings.playlists()[artist]) {
            if (playlist != itself) {
                int[] others = holdings.artists()[playlist];
                if (together.length < size + others.length) {
                    together = Arrays.copyOf(together, 2 * (size + others.length));
                }
                for (int other : others) {
                    if (count[other]++ == 0) {
                        together[size++] = other;
                    }
                }
            }
        }
        double held = holdings.playlistsOf(artist, itself);
        for (int i = 0; i < size; i++) {
            int other = together[i];
            if (other != artist) {
                float cosine =
                        (float) (count[other] / (Math.sqrt(held * holdings.playlistsOf(other, itself)) + SHRINK));
                int at = other * WIDTH;
                if (sums[at + TOGETHER] == 0) {
                    touched = touchedSize == touched.length ? Arrays.copyOf(touched, 2 * touchedSize) : touched;
                    touched[touchedSize++] = other;
                }
                sums[at + SUM] += cosine * seeds / all;
                sums[at + MAX] = Math.max(sums[at + MAX], cosine);
                sums[at + LAST] += cosine * last / Math.min(LATEST, all);
                sums[at + TOGETHER] += (float) seeds / all;
            }
            count[other] = 0;
        }
    }

    /// @param what one of the constants
    float get(int artist, int what) {
        return sums[artist * WIDTH + what];
    }

    private void clear() {
        for (int i = 0; i < touchedSize; i++) {
            Arrays.fill(sums, touched[i] * WIDTH, (touched[i] + 1) * WIDTH, 0);
        }
        touchedSize = 0;
    }
}
