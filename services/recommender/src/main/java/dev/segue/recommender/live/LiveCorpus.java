package dev.segue.recommender.live;

import dev.segue.corpus.Corpus;
import dev.segue.domain.InputOffsets;
import dev.segue.recommending.PopularTracks;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.TrackNeighbours;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The playlists and the neighbour lists as the topics last said, for many readers and a few writers.
///
/// Readers see whole batches only, together with the offsets up to which they go: [#read] holds the read lock, and
/// everything that must agree is asked for inside one call of it. Writers hold the lock for a few milliseconds.
public final class LiveCorpus {

    /// Records applied under one hold of the lock; the rest lets readers in between.
    private static final int BATCH = 128;

    private static final int POPULAR = 1000;
    private static final int HEADER = 2;
    private static final int FIELDS = 3;
    private static final int[] NONE = {};

    private final Corpus corpus;
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final Map<String, Map<Integer, Long>> offsets = new HashMap<>();
    private int[][] neighbours = filled(new int[1024][], 0);
    private volatile PopularTracks popular = PopularTracks.NONE;
    private volatile boolean popularStale = true;

    /// @param corpus handed over: nobody else may touch it from now on
    /// @param from up to where the topics are in it already
    public LiveCorpus(Corpus corpus, InputOffsets from) {
        this.corpus = corpus;
        from.byTopic().forEach((topic, partitions) -> offsets.put(topic, new HashMap<>(partitions)));
    }

    /// A playlist's new state.
    ///
    /// @param tracks distinct, at least one; null when the playlist is gone
    public record PlaylistChange(
            int partition,
            long offset,
            String playlistId,
            @Nullable List<String> tracks) {}

    /// A track's new neighbour list.
    ///
    /// @param value null when the track has none
    public record NeighbourChange(
            int partition,
            long offset,
            String trackId,
            @Nullable TrackNeighbours value) {}

    /// A track near another, by exact count.
    ///
    /// @param count playlists in which both stand within the window
    /// @param playlists that hold the neighbour
    /// @param cosine count / √(playlists of both sides multiplied)
    public record LiveNeighbour(String trackId, int count, int playlists, double cosine) {}

    /// The neighbour list of a track.
    ///
    /// @param window largest difference of positions that counts
    /// @param playlists that hold the track
    public record NeighbourList(int window, int playlists, List<LiveNeighbour> neighbours) {
        public NeighbourList {
            neighbours = List.copyOf(neighbours);
        }
    }

    /// Runs `reading` while nothing changes; the corpus must not leave it.
    public <T> T read(Supplier<T> reading) {
        lock.readLock().lock();
        try {
            return reading.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Runs `writing` while nobody reads.
    public void write(Runnable writing) {
        lock.writeLock().lock();
        try {
            writing.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// For use inside [#read] and [#write] only.
    public Corpus corpus() {
        return corpus;
    }

    public void applyPlaylists(List<PlaylistChange> changes) {
        inBatches(changes, change -> {
            List<String> tracks = change.tracks();
            if (tracks == null) {
                corpus.delete(change.playlistId());
            } else {
                corpus.upsert(change.playlistId(), corpus.internTracks(tracks));
            }
            advance(Topics.PLAYLISTS.name(), change.partition(), change.offset());
        });
        popularStale = true;
    }

    public void applyNeighbours(List<NeighbourChange> changes) {
        inBatches(changes, change -> {
            int track = corpus.internTrack(change.trackId());
            if (track >= neighbours.length) {
                int before = neighbours.length;
                neighbours = filled(Arrays.copyOf(neighbours, Math.max(track + 1, before * 2)), before);
            }
            neighbours[track] = change.value() == null ? NONE : packed(change.value());
            advance(Topics.TRACK_NEIGHBOURS.name(), change.partition(), change.offset());
        });
    }

    /// The neighbour list of a track, for use inside [#read] only.
    ///
    /// @return empty when the topic has none for it
    public Optional<NeighbourList> neighboursOf(String trackId, int limit) {
        int track = corpus.trackOrdinal(trackId);
        int[] held = track < 0 || track >= neighbours.length ? NONE : neighbours[track];
        if (held.length == 0) {
            return Optional.empty();
        }
        int n = Math.min(limit, (held.length - HEADER) / FIELDS);
        var list = new LiveNeighbour[n];
        for (int i = 0; i < n; i++) {
            int at = HEADER + i * FIELDS;
            double norm = Math.sqrt((double) held[1] * held[at + 2]);
            list[i] = new LiveNeighbour(
                    corpus.trackId(held[at]), held[at + 1], held[at + 2], norm == 0 ? 0 : held[at + 1] / norm);
        }
        return Optional.of(new NeighbourList(held[0], held[1], List.of(list)));
    }

    /// Up to where the topics have been applied, for use inside [#read] only.
    public InputOffsets offsets() {
        return new InputOffsets(offsets);
    }

    /// The most held tracks, some seconds old at most when [#refreshPopular] is called every now and then.
    public PopularTracks popular() {
        return popular;
    }

    /// Counts the most held tracks again if playlists changed since.
    public void refreshPopular() {
        if (popularStale) {
            popularStale = false;
            popular = read(() -> PopularTracks.of(corpus, POPULAR));
        }
    }

    private int[] packed(TrackNeighbours value) {
        int[] packed = new int[HEADER + FIELDS * value.getNeighbours().size()];
        packed[0] = value.getWindow();
        packed[1] = value.getPlaylists();
        int at = HEADER;
        for (Neighbour neighbour : value.getNeighbours()) {
            packed[at++] = corpus.internTrack(neighbour.getTrackId());
            packed[at++] = neighbour.getCount();
            packed[at++] = neighbour.getPlaylists();
        }
        return packed;
    }

    private static int[][] filled(int[][] lists, int from) {
        Arrays.fill(lists, from, lists.length, NONE);
        return lists;
    }

    private void advance(String topic, int partition, long offset) {
        offsets.computeIfAbsent(topic, name -> new HashMap<>()).put(partition, offset + 1);
    }

    private <T> void inBatches(List<T> changes, Consumer<T> apply) {
        for (int from = 0; from < changes.size(); from += BATCH) {
            List<T> batch = changes.subList(from, Math.min(changes.size(), from + BATCH));
            write(() -> batch.forEach(apply));
        }
    }
}
