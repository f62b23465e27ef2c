package dev.segue.recommending;

/// Turns the vectors of a playlist's tracks into the vector of the playlist.
@FunctionalInterface
public interface PlaylistEncoder {

    /// The vector of the playlist that these tracks make.
    ///
    /// @param seedVectors `[seeds][dimension]` in one array, rows of unit length
    /// @param weights `[seeds]`, at least 0, not all 0
    /// @return `[dimension]`, unit length
    float[] encode(float[] seedVectors, float[] weights);
}
