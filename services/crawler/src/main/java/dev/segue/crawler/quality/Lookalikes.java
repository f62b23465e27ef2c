package dev.segue.crawler.quality;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds near-identical playlists among those let through, whoever owns them. Each sketch is cut into six bands of six
/// bytes; two sketches that agree in a band meet in its bucket and are compared there. Of two sets with Jaccard
/// similarity s that is 1 − (1 − s⁶)⁶: 99 % at 0.9, 65 % at 0.75, 9 % at 0.5.
///
/// Memory: bounded by the capacity. A playlist takes 8 slots of 4 bytes and two references; beyond the capacity the
/// oldest is forgotten, and of more than 16 in a bucket one is, which the other bands make up for. Used by one thread.
///
/// Source: Indyk and Motwani, "Approximate nearest neighbors", STOC 1998; banding as in Leskovec, Rajaraman and
/// Ullman, "Mining of Massive Datasets", chapter 3.
final class Lookalikes {

    /// Most that one can be told to be alike for certain.
    static final int MOST_ALIKE = 16;

    private static final int BANDS = 6;
    private static final int WIDTH = 6;
    private static final int SLOTS_OF_ONE = 8;
    private static final int SMALLEST = 1 << 10;

    private final int capacity;
    private final double similarity;
    private @Nullable String[] playlists = new String[SMALLEST];
    private byte[] @Nullable [] sketches = new byte[SMALLEST][];
    /// Places + 1, in buckets of [#MOST_ALIKE]; 0 where there is none.
    private int[] slots = new int[SMALLEST * SLOTS_OF_ONE];
    private int next;
    private int held;

    /// @param capacity a power of two, 1,024 at least
    /// @param similarity estimated Jaccard similarity from which playlists are alike
    Lookalikes(int capacity, double similarity) {
        this.capacity = capacity;
        this.similarity = similarity;
    }

    /// How many others are alike; certain up to [#MOST_ALIKE].
    int count(byte[] sketch) {
        int[] places = new int[BANDS * MOST_ALIKE];
        int found = 0;
        for (int band = 0; band < BANDS; band++) {
            int from = bucket(sketch, band);
            for (int slot = from; slot < from + MOST_ALIKE; slot++) {
                byte[] other = slots[slot] == 0 ? null : sketches[slots[slot] - 1];
                if (other != null && Sketch.similarity(sketch, other) >= similarity) {
                    places[found++] = slots[slot];
                }
            }
        }
        Arrays.sort(places, 0, found);
        int different = 0;
        for (int i = 0; i < found; i++) {
            different += i == 0 || places[i] != places[i - 1] ? 1 : 0;
        }
        return different;
    }

    /// @param sketch kept, not copied
    void add(String playlist, byte[] sketch) {
        if (next == playlists.length) {
            if (next < capacity) {
                grow();
            } else {
                next = 0;
            }
        }
        held += playlists[next] == null ? 1 : 0;
        playlists[next] = playlist;
        sketches[next] = sketch;
        enter(next++);
    }

    void remove(String playlist, byte[] sketch) {
        for (int band = 0; band < BANDS; band++) {
            int from = bucket(sketch, band);
            for (int slot = from; slot < from + MOST_ALIKE; slot++) {
                int place = slots[slot] - 1;
                if (place >= 0 && playlist.equals(playlists[place])) {
                    playlists[place] = null;
                    sketches[place] = null;
                    held--;
                    return;
                }
            }
        }
    }

    /// Playlists that are not forgotten.
    int size() {
        return held;
    }

    private void grow() {
        playlists = Arrays.copyOf(playlists, playlists.length * 2);
        sketches = Arrays.copyOf(sketches, sketches.length * 2);
        slots = new int[slots.length * 2];
        for (int place = 0; place < next; place++) {
            if (sketches[place] != null) {
                enter(place);
            }
        }
    }

    private void enter(int place) {
        byte[] sketch = sketches[place];
        if (sketch == null) {
            throw new IllegalStateException("Nothing lies at place " + place);
        }
        for (int band = 0; band < BANDS; band++) {
            int from = bucket(sketch, band);
            int free = from;
            while (free < from + MOST_ALIKE && slots[free] != 0 && sketches[slots[free] - 1] != null) {
                free++;
            }
            slots[free < from + MOST_ALIKE ? free : from + place % MOST_ALIKE] = place + 1;
        }
    }

    /// First slot of the bucket of a band.
    private int bucket(byte[] sketch, int band) {
        long bytes = band;
        for (int i = band * WIDTH; i < (band + 1) * WIDTH; i++) {
            bytes = bytes << 8 | (sketch[i] & 0xFF);
        }
        int buckets = slots.length / MOST_ALIKE;
        return (int) Long.remainderUnsigned(Sketch.mixed(bytes), buckets) * MOST_ALIKE;
    }
}
