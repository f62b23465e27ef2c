package dev.segue.statistics;

import java.util.List;
import java.util.Optional;

/// The distributions of a corpus.
///
/// @param saves of playlists whose saves are known
/// @param unknownSaves playlists whose saves are not
/// @param savesTail the law of the tail of saves; empty of too few
/// @param savesBounds beyond which saves are outliers
/// @param tracksPerPlaylist lengths of playlists
/// @param playlistsPerTrack of tracks that a playlist holds
/// @param playlistsPerTrackTail the law of its tail; empty of too few
/// @param neighbours of each track, different ones within the window
/// @param hubs the twentieth of tracks with most neighbours
public record CorpusStatistics(
        IntegerDistribution saves,
        long unknownSaves,
        Optional<HeavyTail> savesTail,
        OutlierBounds savesBounds,
        IntegerDistribution tracksPerPlaylist,
        IntegerDistribution playlistsPerTrack,
        Optional<HeavyTail> playlistsPerTrackTail,
        IntegerDistribution neighbours,
        Hubs hubs) {

    private static final double TWENTIETH = 0.05;

    /// @param playlists tracks in order, each once in a playlist
    /// @param saves by playlist; below 0 when they are not known
    /// @param tracks how many there are: numbers are below this
    /// @param window largest difference of positions of two neighbours
    public static CorpusStatistics of(List<int[]> playlists, long[] saves, int tracks, int window) {
        var known = new IntegerDistribution();
        long unknown = 0;
        for (long of : saves) {
            if (of < 0) {
                unknown++;
            } else {
                known.add(of);
            }
        }
        var lengths = new IntegerDistribution();
        playlists.forEach(playlist -> lengths.add(playlist.length));
        var part = new TrainingPart(playlists, tracks);
        int[] near = part.neighbours(window);
        var holders = new IntegerDistribution();
        var neighbours = new IntegerDistribution();
        for (int track = 0; track < tracks; track++) {
            if (part.knows(track)) {
                holders.add(part.playlistsOf(track));
                neighbours.add(near[track]);
            }
        }
        return new CorpusStatistics(
                known,
                unknown,
                HeavyTail.of(known),
                OutlierBounds.of(known),
                lengths,
                holders,
                HeavyTail.of(holders),
                neighbours,
                Hubs.of(near, part, TWENTIETH));
    }
}
