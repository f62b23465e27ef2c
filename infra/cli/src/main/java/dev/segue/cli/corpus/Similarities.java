package dev.segue.cli.corpus;

import dev.segue.statistics.PairContrast;
import dev.segue.statistics.PairSimilarity;
import dev.segue.statistics.SimilarityByDistance;
import dev.segue.statistics.TrainingPart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// How similar the tracks of held-out playlists are by one kind of similarity.
///
/// @param name of the similarity
/// @param heldOut playlists it was measured on
/// @param byDistance of positions
/// @param whole positives from anywhere in the playlist
/// @param near positives from within the window
public record Similarities(
        String name, int heldOut, SimilarityByDistance byDistance, PairContrast whole, PairContrast near) {

    /// Distance from which positions are far apart.
    public static final int FAR = 15;

    private static final int PARTS = 10;

    /// What is learnt from, and what is held out: a tenth of all playlists, by the CRC-32 of their ids.
    ///
    /// @param training co-occurrence of all others
    /// @param heldOut tracks in order
    public record Split(TrainingPart training, List<int[]> heldOut) {

        public Split {
            heldOut = List.copyOf(heldOut);
        }

        /// The same playlists are always held out.
        public static Split of(CleanCorpus corpus) {
            var training = new ArrayList<int[]>();
            var heldOut = new ArrayList<int[]>();
            for (int i = 0; i < corpus.playlists().size(); i++) {
                var checksum = new CRC32();
                checksum.update(corpus.playlistIds().get(i).getBytes(StandardCharsets.UTF_8));
                (checksum.getValue() % PARTS == 0 ? heldOut : training)
                        .add(corpus.playlists().get(i));
            }
            return new Split(new TrainingPart(training, corpus.trackIds().size()), heldOut);
        }
    }

    /// Measures.
    ///
    /// @param window of near positives
    /// @param seed of every draw
    public static Similarities of(String name, PairSimilarity similarity, List<int[]> heldOut, int window, long seed) {
        return new Similarities(
                name,
                heldOut.size(),
                SimilarityByDistance.of(similarity, heldOut, FAR, seed),
                PairContrast.of(similarity, heldOut, 0, seed),
                PairContrast.of(similarity, heldOut, window, seed));
    }
}
