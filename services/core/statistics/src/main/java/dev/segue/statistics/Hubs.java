package dev.segue.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The tracks with most neighbours.
///
/// @param share of all tracks that they are, 0 to 1
/// @param tracks how many, ties at the end cut by number
/// @param fewestNeighbours that one of them has
/// @param entries share of all playlist entries that are theirs, 0 to 1
public record Hubs(double share, int tracks, int fewestNeighbours, double entries) {

    /// @param neighbours by track, how many it has
    /// @param part the playlists they were counted in; tracks that none holds are no tracks here
    /// @param share above 0, at most 1
    public static Hubs of(int[] neighbours, TrainingPart part, double share) {
        int[] ordered = IntStream.range(0, neighbours.length)
                .filter(part::knows)
                .boxed()
                .sorted((a, b) -> Integer.compare(neighbours[b], neighbours[a]))
                .mapToInt(track -> track)
                .toArray();
        int tracks = (int) Math.ceil(share * ordered.length);
        int[] hubs = Arrays.copyOf(ordered, tracks);
        long theirs = Arrays.stream(hubs).mapToLong(part::playlistsOf).sum();
        long all = Arrays.stream(ordered).mapToLong(part::playlistsOf).sum();
        return new Hubs(
                share, tracks, tracks == 0 ? 0 : neighbours[hubs[tracks - 1]], all == 0 ? 0 : (double) theirs / all);
    }
}
