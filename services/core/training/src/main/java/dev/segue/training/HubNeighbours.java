package dev.segue.training;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// For tracks with more neighbours than the hub cap, which of them may pull at it: a sample of exactly that many,
/// drawn without regard to how often they co-occur, from the seed and the track alone. All neighbours of other tracks
/// may pull.
///
/// A hub co-occurs with almost everything; unbounded, its many neighbours would drag it, and through it each other, to
/// one place. Memory: 4 bytes for each neighbour of a hub that is kept.
final class HubNeighbours {

    private static final int[] ALL = {};

    private final int[][] allowed;

    private HubNeighbours(int[][] allowed) {
        this.allowed = allowed;
    }

    static HubNeighbours sample(TrainingSet set, int window, int cap, long seed) {
        int[][] allowed = new int[set.tracks()][];
        int[] seenBy = new int[set.tracks()];
        Arrays.fill(seenBy, -1);
        var neighbours = new IntBag();
        for (int track = 0; track < set.tracks(); track++) {
            neighbours.clear();
            int self = track;
            set.forEachCooccurrence(track, window, other -> {
                if (seenBy[other] != self) {
                    seenBy[other] = self;
                    neighbours.add(other);
                }
            });
            allowed[track] = neighbours.size <= cap
                    ? ALL
                    : neighbours.drawSorted(cap, new SplittableRandom(Seeds.mix(seed, Seeds.HUBS, track)));
        }
        return new HubNeighbours(allowed);
    }

    /// The neighbours that may pull at a hub, ascending; null for a track at which all may. Shared, never changed.
    int @Nullable [] allowed(int track) {
        return allowed[track] == ALL ? null : allowed[track];
    }

    /// How many neighbours of a hub may pull at it; -1 for a track that is none.
    int kept(int track) {
        return allowed[track] == ALL ? -1 : allowed[track].length;
    }

    /// Ints in the order they came.
    private static final class IntBag {
        private int[] values = new int[1024];
        private int size;

        void clear() {
            size = 0;
        }

        void add(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        int[] drawSorted(int count, SplittableRandom random) {
            for (int i = 0; i < count; i++) {
                int j = random.nextInt(i, size);
                int drawn = values[j];
                values[j] = values[i];
                values[i] = drawn;
            }
            int[] drawn = Arrays.copyOf(values, count);
            Arrays.sort(drawn);
            return drawn;
        }
    }
}
