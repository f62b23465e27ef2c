package dev.segue.statistics;

import java.util.ArrayList;
import java.util.List;

/// How similar the tracks of held-out playlists are by one kind of similarity.
///
/// @param name of the similarity
/// @param training playlists it was learnt from; 0 when that is not known
/// @param heldOut playlists it was measured on
/// @param byDistance of positions
/// @param whole positives from anywhere in the playlist
/// @param near positives from within the window
public record Similarities(
        String name,
        int training,
        int heldOut,
        SimilarityByDistance byDistance,
        PairContrast whole,
        PairContrast near) {

    /// Distance from which positions are far apart.
    public static final int FAR = 15;

    /// Of every draw of pairs.
    public static final long SEED = 42;

    /// Name of the similarity that is counted: playlists that hold both, over the geometric mean of those of each.
    public static final String COSINE = "co-occurrence cosine";

    private static final int PARTS = 10;

    /// What is learnt from, and what is held out: a tenth of all playlists, by their lots, so that the same ones are
    /// always held out.
    ///
    /// @param training tracks in order
    /// @param heldOut tracks in order
    public record Split(List<int[]> training, List<int[]> heldOut) {

        public Split {
            training = List.copyOf(training);
            heldOut = List.copyOf(heldOut);
        }

        /// @param oneIn how many playlists stand for one that is taken, from 1
        public static Split of(CorpusSnapshot corpus, int oneIn) {
            var training = new ArrayList<int[]>();
            var heldOut = new ArrayList<int[]>();
            for (int i = 0; i < corpus.lots().length; i++) {
                long lot = Integer.toUnsignedLong(corpus.lots()[i]);
                if (lot / PARTS % oneIn == 0) {
                    (lot % PARTS == 0 ? heldOut : training)
                            .add(corpus.playlists().get(i));
                }
            }
            return new Split(training, heldOut);
        }
    }

    /// Measures the co-occurrence cosine of the training part on the other.
    ///
    /// @param tracks how many track numbers there are
    /// @param window of near positives
    static Similarities cosine(Split split, int tracks, int window) {
        return of(COSINE, split.training().size(), new TrainingPart(split.training(), tracks), split.heldOut(), window);
    }

    /// Measures a similarity that was learnt elsewhere.
    ///
    /// @param training playlists it was learnt from; 0 when that is not known
    /// @param window of near positives
    public static Similarities of(
            String name, int training, PairSimilarity similarity, List<int[]> heldOut, int window) {
        return new Similarities(
                name,
                training,
                heldOut.size(),
                SimilarityByDistance.of(similarity, heldOut, FAR, SEED),
                PairContrast.of(similarity, heldOut, 0, SEED),
                PairContrast.of(similarity, heldOut, window, SEED));
    }
}
