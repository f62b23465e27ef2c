package dev.segue.recommending.ranking;

/// How near tracks lie to each other in a model's space.
public interface TrackCosines {

    /// Whether the model knows this track.
    boolean contains(int track);

    /// Cosine of two tracks' vectors, −1 to 1; the tracks must have one each.
    float cosine(int trackA, int trackB);

    /// Cosine of a unit vector and a track's, −1 to 1; the track must have one.
    float cosine(float[] query, int track);
}
