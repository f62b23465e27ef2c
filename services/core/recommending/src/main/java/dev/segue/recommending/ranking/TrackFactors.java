package dev.segue.recommending.ranking;

/// Factors of tracks, by which those of a request are found from what it holds and say what else it would hold.
public interface TrackFactors {

    /// The factors of a request.
    ///
    /// @param tracks ordinals
    /// @param weights by track, above 0
    /// @return the caller's; empty when none of the tracks has factors
    float[] place(int[] tracks, float[] weights);

    /// How much a track is expected to be held, about 0 to 1; 0 for a track without factors.
    ///
    /// @param place of a request, not empty
    float score(float[] place, int track);
}
