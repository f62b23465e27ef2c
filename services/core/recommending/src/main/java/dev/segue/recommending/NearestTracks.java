package dev.segue.recommending;

import java.util.function.IntPredicate;

/// Finds the tracks whose vectors lie nearest to one: all of them read, as [VectorSpace#nearest] does, or along an
/// index.
@FunctionalInterface
public interface NearestTracks {

    /// The tracks nearest to a place.
    ///
    /// @param query `[dimension]`; read, never kept
    /// @param accept tracks that may be in the answer
    /// @return at most `k`, nearest first; fewer only when no more are accepted
    VectorSpace.Nearest nearest(float[] query, int k, IntPredicate accept);
}
