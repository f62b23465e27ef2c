package dev.segue.training;

import java.util.Arrays;
import java.util.SplittableRandom;

/// The tracks that a batch's softmax runs over: the targets of the batch and tracks drawn at random, or all there are.
///
/// A track's offset is minus the logarithm of its probability to be among them, by either way: so the sum over the
/// sample is, in expectation, that over all tracks.
public final class CandidateSample {

    private final TrainingSet set;
    private final int drawn;
    private final int[] rowOf;
    private final int[] tracks;
    private int size;

    /// @param drawn tracks to draw, 1 at least; all when there are not more
    /// @param mostTargets targets a batch may have
    public CandidateSample(TrainingSet set, int drawn, int mostTargets) {
        this.set = set;
        this.drawn = Math.min(drawn, set.tracks());
        this.rowOf = new int[set.tracks()];
        Arrays.fill(rowOf, -1);
        this.tracks = new int[(int) Math.min((long) this.drawn + mostTargets, set.tracks())];
    }

    /// Most candidates of a batch.
    public int capacity() {
        return tracks.length;
    }

    /// Draws the candidates of a batch.
    ///
    /// @param targets tracks of each of its rows; replaced by their places among the candidates
    public void draw(int[][] targets, SplittableRandom random) {
        for (int i = 0; i < size; i++) {
            rowOf[tracks[i]] = -1;
        }
        size = 0;
        for (int[] own : targets) {
            for (int t = 0; t < own.length; t++) {
                own[t] = add(own[t]);
            }
        }
        if (drawn == set.tracks()) {
            for (int track = 0; track < set.tracks(); track++) {
                add(track);
            }
        } else {
            int most = Math.min(tracks.length, size + drawn);
            // Those drawn twice, or targets, are not replaced: each track has the same chance, whatever the others.
            for (int d = 0; d < drawn && size < most; d++) {
                add(random.nextInt(set.tracks()));
            }
        }
    }

    private int add(int track) {
        if (rowOf[track] < 0) {
            rowOf[track] = size;
            tracks[size++] = track;
        }
        return rowOf[track];
    }

    public int size() {
        return size;
    }

    /// The track at a place.
    public int track(int place) {
        return tracks[place];
    }

    /// Offset of a candidate.
    ///
    /// @param targets all rows of the batch have together
    public float offset(int place, int targets) {
        if (drawn == set.tracks()) {
            return 0;
        }
        double share = (double) set.frequency(tracks[place]) / set.entries();
        double missed = drawn * Math.log1p(-1.0 / set.tracks()) + targets * Math.log1p(-Math.min(share, 0.5));
        return (float) -Math.log(-Math.expm1(missed));
    }
}
