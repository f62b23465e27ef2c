package dev.segue.preprocessor.cleaning;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;

/// Which valid playlists the operator wants.
///
/// @param minimumSaves fewest saves of a playlist whose saves are known, from 0
/// @param unknownSaves what happens to a playlist whose source does not tell its saves
/// @param minimumTracks fewest different tracks, from 1
/// @param maximumTracks most different tracks, from `minimumTracks` to [#LONGEST]
public record Filters(long minimumSaves, UnknownSaves unknownSaves, int minimumTracks, int maximumTracks) {

    /// Longest playlist that can be configured: its ids fit a message of every topic they are written to.
    public static final int LONGEST = 10_000;

    /// What happens to a playlist whose source does not tell its saves.
    public enum UnknownSaves {
        KEEP,
        DROP
    }

    public Filters {
        require(minimumSaves >= 0, "minimum-saves", "0 or more", minimumSaves);
        require(minimumTracks >= 1, "minimum-tracks", "1 or more", minimumTracks);
        require(
                maximumTracks >= minimumTracks && maximumTracks <= LONGEST,
                "maximum-tracks",
                "minimum-tracks (" + minimumTracks + ") to " + LONGEST,
                maximumTracks);
    }

    private static void require(boolean holds, String setting, String expected, long got) {
        if (!holds) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "segue.preprocessor." + setting + ": expected " + expected + ", got " + got);
        }
    }
}
