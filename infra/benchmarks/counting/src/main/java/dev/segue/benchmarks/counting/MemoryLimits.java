package dev.segue.benchmarks.counting;

import dev.segue.corpus.CooccurrenceCounter;
import dev.segue.corpus.Corpus;
import java.util.ArrayList;
import java.util.List;

/// What one thread does in memory, without Kafka: the limits to hold the rest against.
final class MemoryLimits {

    private MemoryLimits() {}

    /// Unordered pairs within the window, counted one by one in a growing hash of primitives.
    ///
    /// @param increments pairs counted, each as often as it occurred
    /// @param distinct different ones
    record HashCount(double seconds, long increments, int distinct) {}

    /// Playlists as postings.
    ///
    /// @param loadSeconds to make them
    /// @param recountSeconds to count the neighbours of every track within the window
    /// @param orderedPairs different ordered pairs within the window
    /// @param occurrences of them
    /// @param bytes of heap that the corpus takes, ids included
    record PostingsCount(
            double loadSeconds,
            double recountSeconds,
            long orderedPairs,
            long occurrences,
            long entries,
            int tracks,
            long bytes) {}

    static HashCount hash(List<int[]> playlists) {
        long start = System.nanoTime();
        var counts = new PairCounts();
        long increments = 0;
        for (int[] tracks : playlists) {
            for (int i = 0; i < tracks.length; i++) {
                for (int j = i + 1; j < tracks.length && j <= i + NaiveCount.WINDOW; j++) {
                    int low = Math.min(tracks[i], tracks[j]);
                    int high = Math.max(tracks[i], tracks[j]);
                    counts.increment((long) low << 32 | high);
                    increments++;
                }
            }
        }
        return new HashCount((System.nanoTime() - start) / 1e9, increments, counts.size());
    }

    /// @param playlistIds aligned with `playlists`
    static PostingsCount postings(List<String> playlistIds, List<List<String>> playlists) {
        long before = used();
        long start = System.nanoTime();
        var corpus = new Corpus();
        for (int i = 0; i < playlists.size(); i++) {
            corpus.upsert(playlistIds.get(i), corpus.internTracks(playlists.get(i)));
        }
        double load = (System.nanoTime() - start) / 1e9;
        // The ids were there before; the corpus would hold them in any case.
        long ids = 0;
        for (int track = 0; track < corpus.trackOrdinals(); track++) {
            ids += textBytes(corpus.trackId(track));
        }
        for (int playlist = 0; playlist < corpus.playlistOrdinals(); playlist++) {
            ids += textBytes(corpus.playlistId(playlist));
        }
        long bytes = used() - before + ids;
        start = System.nanoTime();
        var counter = new CooccurrenceCounter(corpus);
        long pairs = 0;
        long occurrences = 0;
        for (int track = 0; track < corpus.trackOrdinals(); track++) {
            int neighbours = counter.count(track, NaiveCount.WINDOW);
            pairs += neighbours;
            for (int i = 0; i < neighbours; i++) {
                occurrences += counter.countAt(i);
            }
        }
        return new PostingsCount(
                load,
                (System.nanoTime() - start) / 1e9,
                pairs,
                occurrences,
                corpus.entries(),
                corpus.trackOrdinals(),
                bytes);
    }

    static List<int[]> numbers(Load load, int playlists) {
        var all = new ArrayList<int[]>(playlists);
        for (int i = 0; i < playlists; i++) {
            all.add(load.tracks(i));
        }
        return all;
    }

    /// A compact string with its array: two headers and a byte a character, as HotSpot lays them out.
    private static long textBytes(String text) {
        return 24 + 16 + (text.length() + 7L) / 8 * 8;
    }

    private static long used() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /// Open addressing, linear probing, doubled at half full. Key 0 is no pair.
    private static final class PairCounts {

        private long[] keys = new long[1 << 20];
        private int[] counts = new int[1 << 20];
        private int size;

        int size() {
            return size;
        }

        void increment(long key) {
            int slot = slot(key, keys);
            if (keys[slot] == 0) {
                keys[slot] = key;
                if (++size * 2 > keys.length) {
                    grow();
                    slot = slot(key, keys);
                }
            }
            counts[slot]++;
        }

        private void grow() {
            long[] moreKeys = new long[keys.length * 2];
            int[] moreCounts = new int[keys.length * 2];
            for (int i = 0; i < keys.length; i++) {
                if (keys[i] != 0) {
                    int slot = slot(keys[i], moreKeys);
                    moreKeys[slot] = keys[i];
                    moreCounts[slot] = counts[i];
                }
            }
            keys = moreKeys;
            counts = moreCounts;
        }

        private static int slot(long key, long[] keys) {
            long hash = key * 0x9E3779B97F4A7C15L;
            int mask = keys.length - 1;
            int slot = (int) (hash >>> 32) & mask;
            while (keys[slot] != 0 && keys[slot] != key) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }
    }
}
