package dev.segue.verification;

import dev.segue.schemas.Topics;
import dev.segue.verification.log.KafkaLog;
import dev.segue.verification.log.RecordLog;
import dev.segue.verification.recount.History;
import dev.segue.verification.recount.PublishedRules;
import dev.segue.verification.recount.Ranking;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The counts as they were at a point of the raw topic, rebuilt from it.
///
/// @param until by raw partition the offset of the first record that does not count
/// @param records that count, by what is left of the topic
/// @param absent offsets before the point that carry no record any more
/// @param maybeMissing playlists whose records before the point may be among those
/// @param isCertain whether nothing that decided the state is missing
/// @param playlists clean ones
/// @param entries track entries in them
/// @param tracks that a playlist held
/// @param pairs different pairs of tracks within the window
/// @param corpusSha256 of the canonical form of the playlists, as an index snapshot made then has in `corpus.bin`
public record Replay(
        History history,
        long[] until,
        long records,
        long absent,
        long maybeMissing,
        boolean isCertain,
        int playlists,
        long entries,
        int tracks,
        long pairs,
        String corpusSha256) {

    private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");
    private static final Pattern PARTITIONS = Pattern.compile("p\\d{1,6}:\\d{1,18}(,p\\d{1,6}:\\d{1,18})*");

    /// A neighbour as it was.
    ///
    /// @param count playlists in which the two stood within the window
    /// @param playlists that held it
    public record Near(String trackId, int count, int playlists) {}

    /// Rebuilds.
    ///
    /// @param until as [#until] gives it
    public static Replay of(RecordLog log, PublishedRules rules, long[] until) {
        History history = History.read(log, rules);
        int tracks = 0;
        for (int track = 0; track < history.trackNumbers(); track++) {
            tracks += history.playlistsOf(track, until) > 0 ? 1 : 0;
        }
        long records = 0;
        for (int partition = 0; partition < until.length; partition++) {
            var told = history.told().get(partition);
            records += told == null ? 0 : told.before(until[partition]);
        }
        return new Replay(
                history,
                until,
                records,
                history.absentBefore(until),
                history.firstSeenAfter(until),
                history.isCertainAt(until),
                history.playlists(until),
                history.extentAt(until).values().stream()
                        .mapToLong(extent -> extent[1])
                        .sum(),
                tracks,
                history.pairs(until),
                history.corpusSha256(until));
    }

    /// The point that a text names: `p0:123,p1:99` by partition, others at their end; one number for all partitions;
    /// or a time, as `2026-11-22T12:00:00Z`, for the records written before it.
    ///
    /// @return empty when it names none
    public static Optional<long[]> until(KafkaLog log, String text) {
        String raw = Topics.PLAYLIST_SNAPSHOTS.name();
        var extents = log.extents(raw);
        long[] until = new long[extents.isEmpty() ? 0 : extents.lastKey() + 1];
        extents.forEach((partition, extent) -> until[partition] = extent.end());
        if (OFFSET.matcher(text).matches()) {
            for (int partition = 0; partition < until.length; partition++) {
                until[partition] = Math.min(until[partition], Long.parseLong(text));
            }
            return Optional.of(until);
        }
        if (PARTITIONS.matcher(text).matches()) {
            for (String part : text.split(",", -1)) {
                String[] at = part.substring(1).split(":", -1);
                int partition = Integer.parseInt(at[0]);
                if (partition >= until.length) {
                    return Optional.empty();
                }
                until[partition] = Math.min(until[partition], Long.parseLong(at[1]));
            }
            return Optional.of(until);
        }
        return time(text).map(time -> {
            log.offsetsAt(raw, time.toEpochMilli()).forEach((partition, offset) -> until[partition] = offset);
            return until;
        });
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /// The nearest neighbours of a track as they were; empty when no clean playlist ever held it.
    public Optional<List<Near>> neighbours(String trackId, int limit) {
        int track = history.track(trackId);
        if (track < 0) {
            return Optional.empty();
        }
        Ranking ranking = history.neighbours(track, until, history.rules().window());
        var nearest = new ArrayList<Near>();
        for (int i = 0; i < ranking.size() && nearest.size() < limit; i++) {
            int neighbour = ranking.tracks()[i];
            int holders = history.playlistsOf(neighbour, until);
            if (holders >= history.rules().minimumPlaylists()) {
                nearest.add(new Near(history.trackId(neighbour), ranking.counts()[i], holders));
            }
        }
        return Optional.of(nearest);
    }

    /// The point as it may be given again.
    public String point() {
        var text = new StringBuilder();
        for (int partition = 0; partition < until.length; partition++) {
            text.append(partition == 0 ? "p" : ",p")
                    .append(partition)
                    .append(':')
                    .append(until[partition]);
        }
        return text.toString();
    }

    /// Not of arrays' contents, which would be long.
    @Override
    public String toString() {
        return "Replay[" + Arrays.toString(until) + ", " + playlists + " playlists, " + corpusSha256 + "]";
    }
}
