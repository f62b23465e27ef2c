package dev.segue.recommending.twostage;

import dev.segue.recommending.twostage.Describer.Described;
import java.util.stream.IntStream;

/// What is known of candidates, by track.
final class Rows {

    private Rows() {}

    /// @throws java.util.NoSuchElementException for a track that is no candidate
    static float[] of(Described described, int track) {
        int at = IntStream.range(0, described.candidates().length)
                .filter(i -> described.candidates()[i] == track)
                .findFirst()
                .orElseThrow();
        return described.rows()[at];
    }
}
