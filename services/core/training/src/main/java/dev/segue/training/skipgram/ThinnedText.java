package dev.segue.training.skipgram;

import dev.segue.training.Seeds;
import dev.segue.training.Shuffles;
import dev.segue.training.TrainingSet;
import java.util.Arrays;
import java.util.SplittableRandom;

/// One epoch's playlists after thinning, in their order, and cut into segments in an order of their own.
///
/// An entry of a track with the share `f` of all entries stays with probability `min(1, √(t/f) + t/f)`. What stays
/// moves together, so that a window reaches further where entries are gone.
///
/// Source: Mikolov et al. (2013), section 2.3, with the probability that word2vec uses.
final class ThinnedText {

    private final int[] tracks;
    private final int[] from;
    private final int[] context;
    private final int[] before;
    private final int[] length;
    private int segments;

    ThinnedText(TrainingSet set, SkipGramConfig config, int epoch) {
        this.tracks = new int[set.entries()];
        int most = set.entries() / config.segment() + set.playlists();
        this.from = new int[most];
        this.context = new int[most];
        this.before = new int[most];
        this.length = new int[most];
        double[] stays = stays(set, config.subsampling());
        int size = 0;
        for (int playlist = 0; playlist < set.playlists(); playlist++) {
            var random = new SplittableRandom(
                    Seeds.mix(Seeds.mix(config.seed(), Seeds.SUBSAMPLING, epoch), Seeds.SUBSAMPLING, playlist));
            int start = size;
            for (int entry = set.start(playlist); entry < set.end(playlist); entry++) {
                int track = set.trackOf(entry);
                if (stays[track] >= 1 || random.nextDouble() < stays[track]) {
                    tracks[size++] = track;
                }
            }
            if (size - start < 2) {
                size = start;
            } else {
                cut(start, size, config);
            }
        }
        shuffle(new SplittableRandom(Seeds.mix(config.seed(), Seeds.EPOCHS, epoch)));
    }

    private void cut(int start, int end, SkipGramConfig config) {
        for (int begin = start; begin < end; begin += config.segment()) {
            int stop = Math.min(end, begin + config.segment());
            int left = Math.max(start, begin - config.window());
            from[segments] = left;
            context[segments] = Math.min(end, stop + config.window()) - left;
            before[segments] = begin - left;
            length[segments++] = stop - begin;
        }
    }

    private void shuffle(SplittableRandom random) {
        int[] order = Shuffles.order(segments, random);
        for (int[] column : new int[][] {from, context, before, length}) {
            int[] unshuffled = Arrays.copyOf(column, segments);
            Arrays.setAll(column, i -> i < segments ? unshuffled[order[i]] : 0);
        }
    }

    /// All tracks that stayed, playlist after playlist.
    int[] tracks() {
        return tracks;
    }

    int segments() {
        return segments;
    }

    /// First place of a segment's context in [#tracks()].
    int from(int segment) {
        return from[segment];
    }

    /// Places of a segment's context.
    int context(int segment) {
        return context[segment];
    }

    /// Places of the context before the segment.
    int before(int segment) {
        return before[segment];
    }

    /// Places of the segment.
    int length(int segment) {
        return length[segment];
    }

    private static double[] stays(TrainingSet set, double threshold) {
        double[] stays = new double[set.tracks()];
        for (int track = 0; track < stays.length; track++) {
            double ratio = threshold * set.entries() / set.frequency(track);
            stays[track] = threshold == 0 ? 1 : Math.sqrt(ratio) + ratio;
        }
        return stays;
    }
}
