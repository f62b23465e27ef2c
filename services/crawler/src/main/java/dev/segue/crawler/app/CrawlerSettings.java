package dev.segue.crawler.app;

import dev.segue.crawler.importing.ImportQueue;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.schemas.Topics;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;

/// The crawler's configuration, checked.
///
/// @param importRoots folders that may be imported from; empty for all
/// @param inFlightBytes under way to the broker
/// @param sortMemoryBytes rows held in memory while a table is sorted
/// @param spillFolder where rows go that are too many to sort in memory; emptied at start
/// @param playlistLimit beyond which a playlist is refused
record CrawlerSettings(
        List<Path> importRoots,
        int inFlightBytes,
        int sortMemoryBytes,
        Path spillFolder,
        PlaylistLimit playlistLimit,
        ImportQueue.Limits limits) {

    /// What a record takes beside its value: key, headers of record and batch.
    private static final int RECORD_OVERHEAD = 4096;

    private static final int LARGEST_PLAYLIST = Topics.PLAYLIST_SNAPSHOTS.maxMessageBytes() - RECORD_OVERHEAD;
    /// The part of the heap that reading and encoding one playlist may take, in percent: what the old generation of a
    /// generational collector leaves beside everything else.
    private static final int PLAYLIST_PERCENT_OF_HEAP = 60;

    private static final String PREFIX = "segue.crawler.imports.";

    CrawlerSettings {
        importRoots = List.copyOf(importRoots);
        importRoots.forEach(root -> require("roots", root.isAbsolute(), "absolute paths", root));
        require("in-flight", inFlightBytes >= 64 << 10, "at least 64K", inFlightBytes);
        require("sort-memory", sortMemoryBytes >= 64 << 10, "at least 64K", sortMemoryBytes);
        int largest = playlistLimit.encodedBytes();
        require(
                "largest-playlist",
                largest >= 1024 && largest <= LARGEST_PLAYLIST,
                "1024 to " + LARGEST_PLAYLIST + " bytes, which is what the topic takes",
                largest);
        require(
                "checkpoint-records",
                limits.checkpointRecords() >= 1 && limits.checkpointRecords() <= 1_000_000,
                "1 to 1000000",
                limits.checkpointRecords());
        require("max-waiting", limits.maxWaiting() >= 1, "at least 1", limits.maxWaiting());
        require("kept", limits.kept() >= 1, "at least 1", limits.kept());
    }

    /// @param heapBytes that the process may use
    static CrawlerSettings of(CrawlerConfig config, StateConfig state, long heapBytes) {
        var imports = config.imports();
        int largest = bytes("largest-playlist", imports.largestPlaylist().asBigInteger());
        return new CrawlerSettings(
                imports.roots().orElse(List.of()),
                bytes("in-flight", imports.inFlight().asBigInteger()),
                bytes("sort-memory", imports.sortMemory().asBigInteger()),
                state.directory().resolve("crawler").resolve("spill").toAbsolutePath(),
                new PlaylistLimit(largest, heapBytes / 100 * PLAYLIST_PERCENT_OF_HEAP),
                new ImportQueue.Limits(imports.checkpointRecords(), largest, imports.maxWaiting(), imports.kept()));
    }

    private static int bytes(String key, BigInteger size) {
        require(key, size.bitLength() < Integer.SIZE, "less than 2G", size);
        return size.intValue();
    }

    private static void require(String key, boolean holds, String expected, Object got) {
        if (!holds) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION, PREFIX + key + ": expected " + expected + ", got " + got);
        }
    }
}
