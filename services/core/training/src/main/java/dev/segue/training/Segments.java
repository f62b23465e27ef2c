package dev.segue.training;

import java.util.Arrays;
import java.util.SplittableRandom;

/// One epoch's order of work: every playlist cut into segments of consecutive tracks, the segments shuffled, and
/// packed into batches of different tracks.
///
/// Where the first cut falls is drawn anew for every playlist and epoch, so that any two tracks within a window meet.
/// With window 0 the order in a playlist means nothing, and its tracks are shuffled before they are cut.
final class Segments {

    private final TrainingSet set;
    private final int[] order;
    private final int[] from;
    private final int[] to;
    private final int count;
    private final int[] rowOf;
    private int next;

    Segments(TrainingSet set, int window, int length, SplittableRandom random) {
        this.set = set;
        this.order = new int[set.entries()];
        Arrays.setAll(order, entry -> entry);
        int most = set.entries() / length + 2 * set.playlists();
        int[] begins = new int[most];
        int[] ends = new int[most];
        int segments = 0;
        for (int playlist = 0; playlist < set.playlists(); playlist++) {
            int start = set.start(playlist);
            int end = set.end(playlist);
            if (window == 0) {
                Shuffles.shuffle(order, start, end, random);
            }
            int cut = start + 1 + random.nextInt(length);
            int begin = start;
            while (begin < end) {
                // One track alone has nothing to be pulled by: it stays with the segment before or after it.
                int stop = cut - begin < 2 ? begin + 2 : cut;
                stop = end - stop < 2 ? end : stop;
                begins[segments] = begin;
                ends[segments++] = stop;
                begin = stop;
                cut = stop + length;
            }
        }
        int[] shuffled = Shuffles.order(segments, random);
        this.count = segments;
        this.from = new int[segments];
        this.to = new int[segments];
        for (int i = 0; i < segments; i++) {
            from[i] = begins[shuffled[i]];
            to[i] = ends[shuffled[i]];
        }
        this.rowOf = new int[set.tracks()];
        Arrays.fill(rowOf, -1);
    }

    /// Fills the next batch with the tracks of as many segments as fit.
    ///
    /// @param tracks of the batch before, with its size, to be forgotten; then of the new batch, all different
    /// @return size of the new batch, 0 at the end of the epoch
    int nextBatch(int[] tracks, int sizeBefore) {
        for (int i = 0; i < sizeBefore; i++) {
            rowOf[tracks[i]] = -1;
        }
        int size = 0;
        while (next < count && size + (to[next] - from[next]) <= tracks.length) {
            for (int i = from[next]; i < to[next]; i++) {
                int track = set.trackOf(order[i]);
                if (rowOf[track] < 0) {
                    rowOf[track] = size;
                    tracks[size++] = track;
                }
            }
            next++;
        }
        return size;
    }

    /// The row of a track in the present batch, -1 when it is not in it.
    int rowOf(int track) {
        return rowOf[track];
    }

    /// Share of the epoch that the batches so far cover, 0 to 1.
    double done() {
        return (double) next / count;
    }
}
