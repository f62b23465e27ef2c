package dev.segue.recommending;

import dev.segue.recommending.ranking.TrackCosines;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

/// The unit vectors of a model's tracks, tied to the ordinals of one corpus and searched by an exact scan.
///
/// A search reads every row once: `rows · dimension · 4` bytes of memory traffic, which is what bounds it.
/// Immutable; safe for use by many threads.
public final class VectorSpace implements TrackCosines {

    private final int dimension;
    private final float[] rows;
    private final int[] trackOfRow;
    private final int[] rowOfTrack;

    private VectorSpace(int dimension, float[] rows, int[] trackOfRow, int[] rowOfTrack) {
        this.dimension = dimension;
        this.rows = rows;
        this.trackOfRow = trackOfRow;
        this.rowOfTrack = rowOfTrack;
    }

    /// The space of a model, its tracks taken into the corpus.
    ///
    /// @param trackIds one a row, in row order
    /// @param rows `[trackIds][dimension]`, each of unit length; shared, never changed
    /// @param intern gives the ordinal of a track id in the corpus, and takes unknown ones in
    public static VectorSpace of(List<String> trackIds, int dimension, float[] rows, ToIntFunction<String> intern) {
        int[] trackOfRow = new int[trackIds.size()];
        for (int row = 0; row < trackOfRow.length; row++) {
            trackOfRow[row] = intern.applyAsInt(trackIds.get(row));
        }
        return of(trackOfRow, dimension, rows);
    }

    /// The space of a model whose tracks are in the corpus already.
    ///
    /// @param trackOfRow ordinal in the corpus by row, each once; shared, never changed
    /// @param rows `[trackOfRow][dimension]`, each of unit length; shared, never changed
    public static VectorSpace of(int[] trackOfRow, int dimension, float[] rows) {
        if (dimension < 1 || (long) trackOfRow.length * dimension != rows.length) {
            throw new IllegalArgumentException("expected " + trackOfRow.length + " rows of " + dimension
                    + " floats, got " + rows.length + " floats");
        }
        int[] rowOfTrack = new int[Arrays.stream(trackOfRow).max().orElse(-1) + 1];
        Arrays.fill(rowOfTrack, -1);
        for (int row = 0; row < trackOfRow.length; row++) {
            rowOfTrack[trackOfRow[row]] = row;
        }
        return new VectorSpace(dimension, rows, trackOfRow, rowOfTrack);
    }

    public int dimension() {
        return dimension;
    }

    /// Number of tracks with a vector.
    public int size() {
        return trackOfRow.length;
    }

    /// Whether the model knows this track.
    @Override
    public boolean contains(int track) {
        return row(track) >= 0;
    }

    /// Writes a track's vector to `target` from `offset` on; the track must have one.
    public void copy(int track, float[] target, int offset) {
        System.arraycopy(rows, row(track) * dimension, target, offset, dimension);
    }

    /// Cosine of two tracks' vectors, −1 to 1; the tracks must have one each.
    @Override
    public float cosine(int trackA, int trackB) {
        return InnerProduct.of(rows, row(trackA) * dimension, rows, row(trackB) * dimension, dimension);
    }

    /// Cosine of a unit vector and a track's, −1 to 1; the track must have one.
    ///
    /// @param query `[dimension]`
    @Override
    public float cosine(float[] query, int track) {
        return InnerProduct.of(query, 0, rows, row(track) * dimension, dimension);
    }

    /// The row of a track, below 0 when it has no vector.
    public int row(int track) {
        return track >= 0 && track < rowOfTrack.length ? rowOfTrack[track] : -1;
    }

    /// The ordinal of a row's track.
    public int trackOf(int row) {
        return trackOfRow[row];
    }

    /// Cosines of a unit vector and those of some rows.
    ///
    /// @param query `[dimension]`
    /// @param count of the rows, from the first on
    /// @param cosines one a row is written here
    public void cosines(float[] query, int[] ofRows, int count, float[] cosines) {
        InnerProduct.ofRows(query, rows, ofRows, count, cosines, dimension);
    }

    /// The tracks whose vectors lie nearest to `query`, by cosine when it is of unit length.
    ///
    /// @param query `[dimension]`; read, never kept
    /// @param accept tracks that may be in the answer; asked only about those near enough to enter it
    /// @return at most `k`, nearest first, ties in row order
    public Nearest nearest(float[] query, int k, IntPredicate accept) {
        if (query.length != dimension) {
            throw new IllegalArgumentException("expected " + dimension + " floats, got " + query.length);
        }
        var heap = new BoundedHeap(Math.min(k, trackOfRow.length));
        for (int row = 0, offset = 0; row < trackOfRow.length; row++, offset += dimension) {
            float score = InnerProduct.of(query, 0, rows, offset, dimension);
            if (heap.wouldTake(score) && accept.test(trackOfRow[row])) {
                heap.take(score, row);
            }
        }
        return heap.drain(trackOfRow);
    }

    /// Tracks and their cosines, nearest first.
    ///
    /// @param tracks ordinals in the corpus
    public record Nearest(int[] tracks, float[] cosines) {}

    /// A min-heap of the best `capacity` scores; among equal scores the lower row stays.
    private static final class BoundedHeap {

        private final long[] keys;
        private int size;

        BoundedHeap(int capacity) {
            keys = new long[capacity];
        }

        /// False for NaN, which a verified model does not hold.
        boolean wouldTake(float score) {
            return !Float.isNaN(score)
                    && keys.length > 0
                    && (size < keys.length || sortable(score) > (int) (keys[0] >> 32));
        }

        void take(float score, int row) {
            long key = ((long) sortable(score) << 32) | (Integer.MAX_VALUE - row);
            if (size < keys.length) {
                up(key);
            } else {
                down(key);
            }
        }

        private void up(long key) {
            int i = size++;
            while (i > 0) {
                int parent = (i - 1) >>> 1;
                if (keys[parent] <= key) {
                    break;
                }
                keys[i] = keys[parent];
                i = parent;
            }
            keys[i] = key;
        }

        private void down(long key) {
            int i = 0;
            while (true) {
                int child = 2 * i + 1;
                if (child >= size) {
                    break;
                }
                if (child + 1 < size && keys[child + 1] < keys[child]) {
                    child++;
                }
                if (keys[child] >= key) {
                    break;
                }
                keys[i] = keys[child];
                i = child;
            }
            keys[i] = key;
        }

        Nearest drain(int[] trackOfRow) {
            long[] sorted = Arrays.copyOf(keys, size);
            Arrays.sort(sorted);
            int[] tracks = new int[size];
            float[] cosines = new float[size];
            for (int i = 0; i < size; i++) {
                long key = sorted[size - 1 - i];
                tracks[i] = trackOfRow[Integer.MAX_VALUE - (int) key];
                cosines[i] = Float.intBitsToFloat(flipped((int) (key >> 32)));
            }
            return new Nearest(tracks, cosines);
        }

        /// Bits whose order as signed integers is the order of the floats.
        private static int sortable(float score) {
            return flipped(Float.floatToIntBits(score));
        }

        private static int flipped(int bits) {
            return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        }
    }
}
