package dev.segue.statistics;

/// How similar two tracks are by something that was learnt elsewhere.
public interface PairSimilarity {

    /// Whether anything was learnt of the track.
    boolean knows(int track);

    /// Of two tracks that are known, the higher the more similar.
    double of(int trackA, int trackB);
}
