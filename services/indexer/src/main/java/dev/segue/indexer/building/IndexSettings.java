package dev.segue.indexer.building;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.search.VectorSettings;
import java.time.Duration;

/// When a new snapshot is due, how many stay, and how vectors are indexed in it.
///
/// @param changedShare of the last snapshot's playlists; when so many changed, the next one is due; above 0
/// @param pause shortest time between two snapshots of the same model
/// @param interval after so long a snapshot is due if anything changed at all; at least `pause`
/// @param keep snapshots on offer, at least 1
/// @param vectors how those of tracks and playlists are indexed
public record IndexSettings(double changedShare, Duration pause, Duration interval, int keep, VectorSettings vectors) {

    public IndexSettings {
        if (!(changedShare > 0) || Double.isInfinite(changedShare)) {
            throw refused("rebuild.changed-share", "a number above 0", changedShare);
        }
        if (pause.isNegative()) {
            throw refused("rebuild.pause", "a duration from 0", pause);
        }
        if (interval.compareTo(pause) < 0) {
            throw refused("rebuild.interval", "at least rebuild.pause, " + pause, interval);
        }
        if (keep < 1) {
            throw refused("keep", "at least 1", keep);
        }
    }

    private static SegueException refused(String key, String expected, Object got) {
        return new SegueException(
                ErrorCode.INVALID_CONFIGURATION, "segue.index." + key + ": expected " + expected + ", got " + got);
    }
}
