package dev.segue.verification.check;

import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.CorpusFigures;
import dev.segue.schemas.avro.Distribution;
import dev.segue.schemas.avro.DistributionBucket;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.verification.log.StoredRecord;
import dev.segue.verification.recount.History;
import dev.segue.verification.recount.History.Version;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The distributions of the corpus in `playlist-statistics.v1`, against those recounted at the offsets they name: each
/// number is kept, sorted and looked at. What is fitted or drawn from them is not recounted.
final class CorpusNumbers {

    /// Key of the record.
    static final String SCOPE = "corpus";

    private static final String COMPARED =
            Topics.PLAYLIST_STATISTICS.name() + ", distributions of the corpus, against the recount";
    private static final Wire<PlaylistStatistics> STATISTICS = Wire.of(Topics.PLAYLIST_STATISTICS.value());
    private static final Wire<CleanPlaylist> PLAYLIST = Wire.of(Topics.PLAYLISTS.value());
    /// Sums of doubles in another order differ in their last digits.
    private static final double ROUNDING = 1e-9;

    private final Evidence evidence;
    private final History history;
    private final Comparison comparison = new Comparison(Invariant.I3, COMPARED);
    private final Map<String, CleanPlaylist> clean = new HashMap<>();
    private @Nullable PlaylistStatistics told;

    CorpusNumbers(Evidence evidence) {
        this.evidence = evidence;
        this.history = evidence.history();
    }

    Finding compare() {
        evidence.log().read(Topics.PLAYLIST_STATISTICS.name(), this::takeStatistics);
        PlaylistStatistics statistics = told;
        CorpusFigures figures = statistics == null ? null : statistics.getCorpus();
        if (statistics == null || figures == null) {
            return Comparison.skipped(Invariant.I3, COMPARED, "there is no record " + SCOPE);
        }
        long[] until = new long[history.end().length];
        for (int partition = 0; partition < until.length; partition++) {
            until[partition] = partition < figures.getSourceOffsets().size()
                    ? figures.getSourceOffsets().get(partition)
                    : 0;
        }
        long[] lengths = lengths(until);
        comparison.same("playlists", (long) lengths.length, statistics.getPlaylists());
        comparison.same("entries", LongStream.of(lengths).sum(), statistics.getEntries());
        compare("tracks per playlist", lengths, figures.getTracksPerPlaylist());
        compareTracks(until, figures);
        compareSaves(until, figures);
        return comparison.finding();
    }

    private void takeStatistics(StoredRecord record) {
        byte[] value = record.value();
        if (Records.key(record).equals(SCOPE)) {
            told = value != null && STATISTICS.decode(value) instanceof Wire.Decoded.Read<PlaylistStatistics>(var read)
                    ? read
                    : null;
        }
    }

    private long[] lengths(long[] until) {
        var lengths = LongStream.builder();
        for (int playlist = 0; playlist < history.playlistNumbers(); playlist++) {
            Version version = history.versionAt(playlist, until);
            if (version != null) {
                lengths.add(version.tracks().length);
            }
        }
        return lengths.build().toArray();
    }

    private void compareTracks(long[] until, CorpusFigures figures) {
        var holders = LongStream.builder();
        var neighbours = LongStream.builder();
        boolean whole = figures.getOneIn() == 1;
        for (int track = 0; track < history.trackNumbers(); track++) {
            int held = history.playlistsOf(track, until);
            if (held > 0) {
                holders.add(held);
                if (whole) {
                    neighbours.add(
                            history.neighbours(track, until, figures.getRules().getWindow())
                                    .size());
                }
            }
        }
        long[] ofTracks = holders.build().toArray();
        comparison.same("tracks", ofTracks.length, figures.getTracks());
        compare("playlists per track", ofTracks, figures.getPlaylistsPerTrack());
        if (whole) {
            compare("neighbours", neighbours.build().toArray(), figures.getNeighbours());
        } else {
            comparison.uncheckable("neighbours were counted of one track in " + figures.getOneIn());
        }
    }

    private void compareSaves(long[] until, CorpusFigures figures) {
        evidence.log().read(Topics.PLAYLISTS.name(), this::takePlaylist);
        if (clean.values().stream()
                .anyMatch(playlist -> playlist.getSourcePartition() >= until.length
                        || playlist.getSourceOffset() >= until[playlist.getSourcePartition()])) {
            comparison.uncheckable("saves have changed since");
            return;
        }
        long[] saves = clean.values().stream()
                .map(CleanPlaylist::getSaves)
                .mapToLong(known -> known == null ? -1 : known)
                .toArray();
        long[] known = LongStream.of(saves).filter(value -> value >= 0).toArray();
        comparison.same("playlists of unknown saves", (long) saves.length - known.length, figures.getUnknownSaves());
        compare("saves", known, figures.getSaves());
    }

    private void takePlaylist(StoredRecord record) {
        byte[] value = record.value();
        if (value == null) {
            clean.remove(Records.key(record));
        } else if (PLAYLIST.decode(value) instanceof Wire.Decoded.Read<CleanPlaylist>(CleanPlaylist playlist)) {
            clean.put(Records.key(record), playlist);
        }
    }

    private void compare(String name, long[] values, Distribution got) {
        Arrays.sort(values);
        comparison.same(name + ", how many", (long) values.length, got.getCount());
        if (values.length == 0 || values.length != got.getCount()) {
            return;
        }
        double mean = LongStream.of(values).sum() / (double) values.length;
        close(name + ", mean", mean, got.getMean());
        if (values.length > 1) {
            double squares = 0;
            for (long value : values) {
                squares += (value - mean) * (value - mean);
            }
            close(name + ", standard deviation", Math.sqrt(squares / (values.length - 1)), got.getStandardDeviation());
        }
        comparison.same(name + ", smallest", values[0], got.getMinimum());
        comparison.same(name + ", largest", values[values.length - 1], got.getMaximum());
        got.getQuantiles().forEach((share, value) -> {
            int place = (int) Math.ceil(Double.parseDouble(share) * values.length) - 1;
            comparison.same(name + ", quantile " + share, values[Math.max(0, place)], value);
        });
        long inBuckets = 0;
        for (DistributionBucket bucket : got.getHistogram()) {
            comparison.same(
                    name + ", from " + bucket.getFrom() + " to " + bucket.getTo(),
                    LongStream.of(values)
                            .filter(value -> value >= bucket.getFrom() && value <= bucket.getTo())
                            .count(),
                    bucket.getCount());
            inBuckets += bucket.getCount();
        }
        comparison.same(name + ", in all buckets", (long) values.length, inBuckets);
    }

    private void close(String what, double expected, double got) {
        if (Math.abs(expected - got) <= ROUNDING * Math.max(1, Math.abs(expected))) {
            comparison.equal();
        } else {
            comparison.different(what + ": expected " + expected + ", got " + got);
        }
    }
}
