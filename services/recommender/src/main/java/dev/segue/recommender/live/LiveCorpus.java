package dev.segue.recommender.live;

import dev.segue.corpus.CooccurrenceCounter;
import dev.segue.corpus.Corpus;
import dev.segue.corpus.Neighbours;
import dev.segue.domain.InputOffsets;
import dev.segue.recommending.PopularTracks;
import dev.segue.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The playlists as the topic last said, for many readers and a few writers. Neighbours are counted from them when they
/// are asked for; of the lists in their topic, which follow the playlists by rounds, only the window is kept.
///
/// Readers see whole batches only, together with the offsets up to which they go: [#read] holds the read lock, and
/// everything that must agree is asked for inside one call of it. Writers hold the lock for a few milliseconds.
public final class LiveCorpus {

    /// Records applied under one hold of the lock; the rest lets readers in between.
    private static final int BATCH = 128;

    private static final int POPULAR = 1000;
    /// Until a list says another one: the preprocessor's default.
    private static final int WINDOW = 10;

    private final Corpus corpus;
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final Map<String, Map<Integer, Long>> offsets = new HashMap<>();
    private final Queue<CooccurrenceCounter> counters = new ConcurrentLinkedQueue<>();
    private int window = WINDOW;
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
    /// @param window of its counts; empty when the track has none
    public record NeighbourChange(int partition, long offset, OptionalInt window) {}

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
            window = change.window().orElse(window);
            advance(Topics.TRACK_NEIGHBOURS.name(), change.partition(), change.offset());
        });
    }

    /// The tracks that share most playlists with a track, counted now, for use inside [#read] only.
    ///
    /// @return empty when no playlist holds the track
    public Optional<NeighbourList> neighboursOf(String trackId, int limit) {
        int track = corpus.trackOrdinal(trackId);
        if (track < 0 || corpus.playlistsOf(track) == 0) {
            return Optional.empty();
        }
        CooccurrenceCounter idle = counters.poll();
        CooccurrenceCounter counter = idle == null ? new CooccurrenceCounter(corpus) : idle;
        Neighbours best = counter.top(track, window, limit);
        counters.add(counter);
        int playlists = corpus.playlistsOf(track);
        var list = new ArrayList<LiveNeighbour>(best.size());
        for (int i = 0; i < best.size(); i++) {
            int count = best.counts()[i];
            int held = corpus.playlistsOf(best.tracks()[i]);
            double norm = Math.sqrt((double) playlists * held);
            list.add(new LiveNeighbour(corpus.trackId(best.tracks()[i]), count, held, count / norm));
        }
        return Optional.of(new NeighbourList(window, playlists, list));
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
