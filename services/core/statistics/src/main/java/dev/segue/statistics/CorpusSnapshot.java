package dev.segue.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The playlists of one moment, in an order that does not depend on how they came: by their lots.
///
/// @param playlists tracks in order, each once in a playlist; the arrays are shared, not copied, and only read
/// @param saves by playlist; below 0 when they are not known; shared, not copied
/// @param lots by playlist, ascending: the CRC-32 of its id, by which it is drawn into samples; shared, not copied
/// @param tracks how many track numbers there are: they are below this
public record CorpusSnapshot(List<int[]> playlists, long[] saves, int[] lots, int tracks) {

    public CorpusSnapshot {
        playlists = List.copyOf(playlists);
        if (playlists.size() != saves.length || saves.length != lots.length) {
            throw new IllegalArgumentException("Expected saves and lots of " + playlists.size() + " playlists, got "
                    + saves.length + " and " + lots.length);
        }
    }

    /// Puts playlists into order.
    ///
    /// @param playlists shared, not copied; those without tracks are left out
    /// @param saves by playlist
    /// @param lots by playlist, in any order
    /// @param tracks how many track numbers there are
    public static CorpusSnapshot of(List<int[]> playlists, long[] saves, int[] lots, int tracks) {
        int[] order = IntStream.range(0, playlists.size())
                .filter(playlist -> playlists.get(playlist).length > 0)
                .mapToLong(playlist -> (long) lots[playlist] << Integer.SIZE | playlist)
                .sorted()
                .mapToInt(drawn -> (int) drawn)
                .toArray();
        return new CorpusSnapshot(
                Arrays.stream(order).mapToObj(playlists::get).toList(),
                Arrays.stream(order).mapToLong(playlist -> saves[playlist]).toArray(),
                Arrays.stream(order).map(playlist -> lots[playlist]).toArray(),
                tracks);
    }

    /// Track entries of all playlists.
    public long entries() {
        return playlists.stream().mapToLong(playlist -> playlist.length).sum();
    }
}
