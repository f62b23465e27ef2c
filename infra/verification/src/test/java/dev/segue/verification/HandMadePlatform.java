package dev.segue.verification;

import dev.segue.schemas.Rewrites;
import dev.segue.schemas.SourcePosition;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.CorpusFigures;
import dev.segue.schemas.avro.CorpusRules;
import dev.segue.schemas.avro.Distribution;
import dev.segue.schemas.avro.DistributionBucket;
import dev.segue.schemas.avro.HeldOutSimilarity;
import dev.segue.schemas.avro.MeanMargin;
import dev.segue.schemas.avro.MeasuredMean;
import dev.segue.schemas.avro.MostConnected;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.OutlierFences;
import dev.segue.schemas.avro.PairMargins;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.RejectedPlaylist;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.schemas.avro.TrackAlias;
import dev.segue.schemas.avro.TrackNeighbours;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// A platform without services: the test says what each snapshot is, and this writes the topics as they must then be,
/// counting every pair anew after every change. Any kind of output can be bent on its way, to see it found.
final class HandMadePlatform {

    static final int WINDOW = 10;

    /// Takes records.
    interface Sink {
        /// @return partition and offset it was given
        default long[] send(Topic<?> topic, @Nullable String key, byte @Nullable [] value) {
            return send(topic, key, value, new RecordHeaders());
        }

        /// @return partition and offset it was given
        long[] send(Topic<?> topic, @Nullable String key, byte @Nullable [] value, Headers headers);
    }

    private final Sink sink;
    private final Map<Class<?>, UnaryOperator<? extends SpecificRecord>> bends = new HashMap<>();
    private final Map<String, List<String>> playlists = new LinkedHashMap<>();
    /// By playlist what it was made of last, before any track is renamed.
    private final Map<String, CleanPlaylist> came = new LinkedHashMap<>();
    /// By alias the id it stands for at once; the tests say no chains.
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, TrackNeighbours> lists = new HashMap<>();
    private final Map<String, Integer> entries = new HashMap<>();
    private final Map<Integer, PlaylistStatistics> statistics = new HashMap<>();
    private final Map<String, Integer> home = new HashMap<>();
    private final Map<String, Long> saves = new HashMap<>();
    private final Set<String> changed = new TreeSet<>();
    private final long[] read;
    private final long[] rewrites;

    HandMadePlatform(Sink sink, int partitions) {
        this.sink = sink;
        this.read = new long[partitions];
        this.rewrites = new long[partitions];
    }

    /// Changes every record of a type on its way; null from the operator leaves it out.
    <V extends SpecificRecord> HandMadePlatform bending(Class<V> type, UnaryOperator<@Nullable V> bend) {
        bends.put(type, bend);
        return this;
    }

    HandMadePlatform clean(PlaylistSnapshot snapshot) {
        long[] at = raw(snapshot);
        List<String> ids =
                snapshot.getTracks().stream().map(SnapshotTrack::getTrackId).toList();
        List<String> tracks = counted(ids);
        List<String> before = playlists.put(snapshot.getPlaylistId(), tracks);
        home.put(snapshot.getPlaylistId(), (int) at[0]);
        saves.put(snapshot.getPlaylistId(), snapshot.getSaves());
        CleanPlaylist clean = CleanPlaylist.newBuilder()
                .setPlaylistId(snapshot.getPlaylistId())
                .setSource(snapshot.getSource())
                .setVersion(snapshot.getVersion())
                .setTitle(snapshot.getTitle())
                .setDescription(snapshot.getDescription())
                .setKeyword(snapshot.getKeyword())
                .setUrl(snapshot.getUrl())
                .setOwner(snapshot.getOwner())
                .setSaves(snapshot.getSaves())
                .setModifiedAt(snapshot.getModifiedAt())
                .setTracks(ids)
                .setSourcePartition((int) at[0])
                .setSourceOffset(at[1])
                .build();
        came.put(snapshot.getPlaylistId(), clean);
        publish(
                Topics.PLAYLISTS,
                snapshot.getPlaylistId(),
                CleanPlaylist.newBuilder(clean).setTracks(tracks).build());
        count(before == null ? List.of() : before, tracks);
        tell(at, "clean", null);
        return this;
    }

    /// Says that an id is another name, without that anything follows from it.
    HandMadePlatform saying(String alias, String trackId) {
        publish(Topics.TRACK_ALIASES, alias, new TrackAlias(alias, trackId, "snapshot", Instant.EPOCH));
        return this;
    }

    /// Counts an id as another one from now on, in all playlists, whoever says so.
    HandMadePlatform counting(String alias, String trackId) {
        names.put(alias, trackId);
        came.forEach((playlistId, clean) -> {
            List<String> before = playlists.getOrDefault(playlistId, List.of());
            List<String> after = counted(clean.getTracks());
            if (!after.equals(before)) {
                rewrite(CleanPlaylist.newBuilder(clean).setTracks(after).build());
                count(before, after);
            }
        });
        for (int partition = 0; partition < read.length; partition++) {
            PlaylistStatistics held = statistics.get(partition);
            if (held != null) {
                tell(partition, held.getInputOffset(), new TreeMap<>(held.getOutcomes()), held.getReasons());
            }
        }
        return this;
    }

    private void rewrite(CleanPlaylist clean) {
        playlists.put(clean.getPlaylistId(), clean.getTracks());
        var headers = new RecordHeaders();
        new Rewrites(++rewrites[clean.getSourcePartition()], true).addTo(headers);
        sink.send(
                Topics.PLAYLISTS,
                clean.getPlaylistId(),
                Wire.of(Topics.PLAYLISTS.value()).encode(clean),
                headers);
    }

    private List<String> counted(List<String> ids) {
        return ids.stream().map(id -> names.getOrDefault(id, id)).distinct().toList();
    }

    HandMadePlatform filtered(PlaylistSnapshot snapshot, String reason) {
        long[] at = raw(snapshot);
        letter(at, "filtered", reason, snapshot.getPlaylistId());
        withdraw(snapshot.getPlaylistId(), at);
        tell(at, "filtered", reason);
        return this;
    }

    HandMadePlatform rejected(PlaylistSnapshot snapshot, String reason) {
        long[] at = raw(snapshot);
        letter(at, "rejected", reason, snapshot.getPlaylistId());
        tell(at, "rejected", reason);
        return this;
    }

    HandMadePlatform poison(String key) {
        long[] at = sink.send(Topics.PLAYLIST_SNAPSHOTS, key, new byte[] {1, 2, 3});
        letter(at, "rejected", "UNREADABLE", key);
        tell(at, "rejected", "UNREADABLE");
        return this;
    }

    HandMadePlatform without(String outcome, PlaylistSnapshot snapshot) {
        tell(raw(snapshot), outcome, null);
        return this;
    }

    HandMadePlatform deleted(String playlistId) {
        long[] at = sink.send(Topics.PLAYLIST_SNAPSHOTS, playlistId, null);
        withdraw(playlistId, at);
        tell(at, "deleted", null);
        return this;
    }

    /// Tells the numbers of the corpus as it is now.
    HandMadePlatform counted() {
        var tracks = new TreeSet<String>();
        playlists.values().forEach(tracks::addAll);
        var mean = new MeasuredMean(0L, Double.NaN, Double.NaN);
        var margin = new MeanMargin(Double.NaN, Double.NaN, Double.NaN);
        var pairs = new PairMargins(0, mean, mean, margin, margin, 0L);
        publish(
                Topics.PLAYLIST_STATISTICS,
                "corpus",
                PlaylistStatistics.newBuilder()
                        .setScope("corpus")
                        .setInputOffset(0)
                        .setOutcomes(Map.of())
                        .setPlaylists(playlists.size())
                        .setEntries(playlists.values().stream()
                                .mapToLong(List::size)
                                .sum())
                        .setCorpus(new CorpusFigures(
                                sourceOffsets(),
                                List.of(),
                                tracks.size(),
                                new CorpusRules(15L, true, 3, 5_000, WINDOW, 100, 1),
                                1,
                                0L,
                                distribution(saves.values().stream()),
                                0L,
                                null,
                                new OutlierFences(Double.NaN, Double.NaN, 0L, 0L, 0L),
                                distribution(playlists.values().stream().map(held -> (long) held.size())),
                                distribution(tracks.stream().map(track -> (long) holders(track))),
                                null,
                                distribution(tracks.stream().map(this::neighboursOf)),
                                new MostConnected(0.0, 0, 0, 0.0),
                                new HeldOutSimilarity("none", 0, 0, List.of(), mean, 15, 0L, margin, pairs, pairs)))
                        .build());
        return this;
    }

    private long neighboursOf(String anchor) {
        var near = new TreeSet<String>();
        for (List<String> tracks : playlists.values()) {
            int at = tracks.indexOf(anchor);
            if (at >= 0) {
                near.addAll(tracks.subList(Math.max(0, at - WINDOW), Math.min(tracks.size(), at + WINDOW + 1)));
            }
        }
        near.remove(anchor);
        return near.size();
    }

    /// One bucket takes all.
    private static Distribution distribution(Stream<Long> values) {
        List<Long> sorted = values.sorted().toList();
        double mean = sorted.stream().mapToLong(value -> value).average().orElse(Double.NaN);
        double squares = sorted.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return new Distribution(
                (long) sorted.size(),
                mean,
                Math.sqrt(squares / (sorted.size() - 1)),
                sorted.getFirst(),
                sorted.getLast(),
                Map.of("0.5", sorted.get((sorted.size() - 1) / 2)),
                List.of(new DistributionBucket(sorted.getFirst(), sorted.getLast(), (long) sorted.size())));
    }

    private long[] raw(PlaylistSnapshot snapshot) {
        return sink.send(
                Topics.PLAYLIST_SNAPSHOTS,
                snapshot.getPlaylistId(),
                Wire.of(PlaylistSnapshot.class).encode(snapshot));
    }

    private void withdraw(String playlistId, long[] at) {
        List<String> before = playlists.remove(playlistId);
        saves.remove(playlistId);
        came.remove(playlistId);
        if (before != null) {
            var headers = new RecordHeaders();
            new SourcePosition((int) at[0], at[1]).addTo(headers);
            sink.send(Topics.PLAYLISTS, playlistId, null, headers);
            count(before, List.of());
        }
    }

    private void letter(long[] at, String outcome, String reason, String playlistId) {
        publish(
                Topics.REJECTED_PLAYLISTS,
                playlistId,
                RejectedPlaylist.newBuilder()
                        .setOutcome(outcome)
                        .setReason(reason)
                        .setDetail("")
                        .setSourceTopic(Topics.PLAYLIST_SNAPSHOTS.name())
                        .setSourcePartition((int) at[0])
                        .setSourceOffset(at[1])
                        .setPlaylistId(playlistId)
                        .setVersion(null)
                        .setPayload(ByteBuffer.allocate(0))
                        .build());
    }

    private void tell(long[] at, String outcome, @Nullable String reason) {
        int partition = (int) at[0];
        read[partition] = at[1] + 1;
        PlaylistStatistics held = statistics.get(partition);
        var outcomes = new TreeMap<String, Long>();
        var reasons = new TreeMap<String, Long>();
        if (held != null) {
            outcomes.putAll(held.getOutcomes());
            reasons.putAll(held.getReasons());
        }
        outcomes.merge(outcome, 1L, Long::sum);
        if (reason != null) {
            reasons.merge(reason, 1L, Long::sum);
        }
        tell(partition, at[1] + 1, outcomes, reasons);
    }

    private void tell(int partition, long inputOffset, Map<String, Long> outcomes, Map<String, Long> reasons) {
        var mine = playlists.entrySet().stream()
                .filter(playlist -> home.get(playlist.getKey()) == partition)
                .toList();
        var now = PlaylistStatistics.newBuilder()
                .setScope("partition-" + partition)
                .setInputOffset(inputOffset)
                .setOutcomes(outcomes)
                .setReasons(reasons)
                .setPlaylists(mine.size())
                .setEntries(mine.stream()
                        .mapToLong(playlist -> playlist.getValue().size())
                        .sum())
                .build();
        statistics.put(partition, now);
        publish(Topics.PLAYLIST_STATISTICS, now.getScope(), now);
        changed.forEach(this::list);
        changed.clear();
    }

    private void count(List<String> before, List<String> after) {
        changed.addAll(before);
        changed.addAll(after);
    }

    private void list(String track) {
        int holders = holders(track);
        if (holders != entries.getOrDefault(track, 0)) {
            entries.put(track, holders);
            publish(
                    Topics.TRACKS,
                    track,
                    holders == 0
                            ? null
                            : CatalogueTrack.newBuilder()
                                    .setTrackId(track)
                                    .setTitle(track)
                                    .setArtists(List.of())
                                    .setArtistIds(List.of())
                                    .setAlbum(null)
                                    .setAlbumId(null)
                                    .setDurationMs(null)
                                    .setIsrc(null)
                                    .setExplicit(null)
                                    .setPlaylists(holders)
                                    .setSourceOffsets(sourceOffsets())
                                    .build());
        }
        TrackNeighbours list = neighbours(track, holders);
        if (list.getNeighbours().isEmpty()) {
            if (lists.remove(track) != null) {
                publish(Topics.TRACK_NEIGHBOURS, track, null);
            }
        } else {
            lists.put(track, list);
            publish(Topics.TRACK_NEIGHBOURS, track, list);
        }
    }

    private TrackNeighbours neighbours(String anchor, int holders) {
        var counts = new HashMap<String, Integer>();
        for (List<String> tracks : playlists.values()) {
            int at = tracks.indexOf(anchor);
            for (int i = 0; at >= 0 && i < tracks.size(); i++) {
                if (i != at && Math.abs(i - at) <= WINDOW) {
                    counts.merge(tracks.get(i), 1, Integer::sum);
                }
            }
        }
        var neighbours = new ArrayList<Neighbour>();
        counts.forEach((track, count) -> {
            double product = (double) holders * holders(track);
            double lift = count * (double) playlists.size() / product;
            neighbours.add(new Neighbour(
                    track, count, holders(track), (float) (count / Math.sqrt(product)), (float) lift, (float)
                            Math.log(lift)));
        });
        neighbours.sort(Comparator.comparingInt((Neighbour neighbour) -> -neighbour.getCount())
                .thenComparing(Neighbour::getTrackId));
        return TrackNeighbours.newBuilder()
                .setTrackId(anchor)
                .setWindow(WINDOW)
                .setPlaylists(holders)
                .setCorpusPlaylists(playlists.size())
                .setNeighbours(neighbours.subList(0, Math.min(100, neighbours.size())))
                .setSourceOffsets(sourceOffsets())
                .build();
    }

    private List<Long> sourceOffsets() {
        LongStream offsets = Arrays.stream(rewrites).sum() == 0
                ? Arrays.stream(read)
                : LongStream.concat(Arrays.stream(read), Arrays.stream(rewrites));
        return offsets.boxed().toList();
    }

    private int holders(String track) {
        return (int) playlists.values().stream()
                .filter(tracks -> tracks.contains(track))
                .count();
    }

    @SuppressWarnings("unchecked") // the bend of a type takes and gives that type
    private <V extends SpecificRecord> void publish(Topic<V> topic, String key, @Nullable V value) {
        V bent = value;
        if (value != null && bends.containsKey(topic.value())) {
            bent = ((UnaryOperator<V>) bends.get(topic.value())).apply(value);
            if (bent == null) {
                return;
            }
        }
        sink.send(topic, key, bent == null ? null : Wire.of(topic.value()).encode(bent));
    }
}
