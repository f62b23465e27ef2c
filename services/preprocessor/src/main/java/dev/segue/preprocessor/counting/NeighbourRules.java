package dev.segue.preprocessor.counting;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;

/// What a track's list of neighbours is.
///
/// @param window two tracks of a playlist are neighbours when their positions differ by at most this, from 1
/// @param neighbours most entries of a published list, from 1 to [#LONGEST]
/// @param minimumPlaylists tracks in fewer playlists are neither published nor named as neighbours, from 1
public record NeighbourRules(int window, int neighbours, int minimumPlaylists) {

    /// Longest list that can be configured: with the longest ids it fits a message of `track-neighbours.v1`.
    public static final int LONGEST = 1_000;

    public NeighbourRules {
        require(window >= 1 && window <= 10_000, "window", "1 to 10000", window);
        require(neighbours >= 1 && neighbours <= LONGEST, "neighbours", "1 to " + LONGEST, neighbours);
        require(
                minimumPlaylists >= 1 && minimumPlaylists <= 1_000_000,
                "minimum-playlists",
                "1 to 1000000",
                minimumPlaylists);
    }

    /// The same for equal rules only, and never negative: lists published under other rules are recognised by it.
    public long fingerprint() {
        return ((long) window << 40) | ((long) neighbours << 24) | minimumPlaylists;
    }

    private static void require(boolean holds, String setting, String expected, long got) {
        if (!holds) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "segue.preprocessor." + setting + ": expected " + expected + ", got " + got);
        }
    }
}
