package dev.segue.preprocessor.counting;

import java.util.List;

/// A track with the tracks it shares most playlists with.
///
/// @param playlists that hold it
/// @param corpusPlaylists in all
/// @param neighbours by count, highest first, ties by track id
/// @param sourceOffsets by partition of the snapshots, the offset after the last one counted
public record Anchor(
        String trackId, int playlists, int corpusPlaylists, List<Neighbour> neighbours, List<Long> sourceOffsets) {

    public Anchor {
        neighbours = List.copyOf(neighbours);
        sourceOffsets = List.copyOf(sourceOffsets);
    }

    /// One entry of an anchor's list.
    ///
    /// @param count playlists in which the two stand within the window
    /// @param playlists that hold the neighbour
    public record Neighbour(String trackId, int count, int playlists) {}

    /// Of a pair of tracks: count / √(playlists of both sides multiplied); 0 to 1.
    public double cosine(Neighbour neighbour) {
        return neighbour.count() / Math.sqrt((double) playlists * neighbour.playlists());
    }

    /// Of a pair of tracks: how many times more often they meet than they would by chance; above 0.
    public double lift(Neighbour neighbour) {
        return (double) neighbour.count() * corpusPlaylists / ((double) playlists * neighbour.playlists());
    }

    /// Of a pair of tracks: pointwise mutual information, the natural logarithm of the lift.
    public double pmi(Neighbour neighbour) {
        return Math.log(lift(neighbour));
    }
}
