package dev.segue.search;

import dev.segue.corpus.Corpus;
import dev.segue.search.VectorIndex.Near;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;

/// Playlists in primitive arrays: a [Corpus], its vectors looked at one by one, its titles read one by one. The exact
/// oracle; the corpus is also what answers continuations. Writes are visible at once, searches wait for one another's
/// writes.
public final class ArrayPlaylistIndex implements PlaylistIndex {

    private final Corpus corpus = new Corpus();
    private final ArrayVectors vectors;
    private final Versions versions = new Versions();
    private final Map<String, Titled> titles = new HashMap<>();
    private final Queue<Sums> idleSums = new ConcurrentLinkedQueue<>();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /// A title, and what it is found by.
    private record Titled(String title, Words words) {}

    public ArrayPlaylistIndex(int dimension) {
        this.vectors = new ArrayVectors(dimension);
    }

    @Override
    public int upsert(List<IndexedPlaylist> batch, long version) {
        for (IndexedPlaylist playlist : batch) {
            if (playlist.vector().length > 0) {
                UnitVectors.of(playlist.id(), playlist.vector(), vectors.dimension());
            }
        }
        return writing(() -> {
            int changed = 0;
            for (IndexedPlaylist playlist : PlaylistIndex.lastOfEach(batch)) {
                if (versions.take(playlist.id(), version)) {
                    corpus.upsert(playlist.id(), corpus.internTracks(playlist.tracks()));
                    titles.put(playlist.id(), new Titled(playlist.title(), Words.of(playlist.title())));
                    if (playlist.vector().length > 0) {
                        vectors.upsert(playlist.id(), playlist.vector(), version);
                    } else {
                        vectors.delete(playlist.id(), version);
                    }
                    changed++;
                }
            }
            vectors.refresh();
            return changed;
        });
    }

    @Override
    public boolean delete(String id, long version) {
        return writing(() -> {
            if (!versions.take(id, version)) {
                return false;
            }
            corpus.delete(id);
            titles.remove(id);
            vectors.delete(id, version);
            vectors.refresh();
            return true;
        });
    }

    @Override
    public void refresh() {
        // Writes are visible already.
    }

    @Override
    public List<Scored> neighbours(List<WeightedTrack> tracks, int k) {
        ArrayVectors.requireCount(k);
        return reading(() -> {
            var neighbours = new ArrayList<Scored>();
            for (BestOf.Entry entry : best(tracks, k)) {
                neighbours.add(new Scored(corpus.playlistId(entry.ordinal()), entry.score()));
            }
            return List.copyOf(neighbours);
        });
    }

    private BestOf.Entry[] best(List<WeightedTrack> tracks, int k) {
        return summing(corpus.playlistOrdinals(), sums -> {
            for (WeightedTrack asked : tracks) {
                int track = corpus.trackOrdinal(asked.trackId());
                if (track >= 0) {
                    corpus.forEachPlaylistOf(track, (playlist, position) -> sums.add(playlist, asked.weight()));
                }
            }
            var best = new BestOf(k, (a, b) -> corpus.playlistId(a).compareTo(corpus.playlistId(b)));
            for (int i = 0; i < sums.size; i++) {
                int playlist = sums.touched[i];
                best.offer(playlist, (float) (sums.values[playlist] / Math.sqrt(corpus.length(playlist))));
            }
            return best.drain();
        });
    }

    @Override
    public List<Scored> vote(List<WeightedTrack> tracks, int k, int topN) {
        ArrayVectors.requireCount(k);
        ArrayVectors.requireCount(topN);
        return reading(() -> {
            BestOf.Entry[] voters = best(tracks, k);
            return summing(corpus.trackOrdinals(), sums -> {
                for (BestOf.Entry voter : voters) {
                    int length = corpus.length(voter.ordinal());
                    for (int position = 0; position < length; position++) {
                        sums.add(corpus.trackAt(voter.ordinal(), position), voter.score());
                    }
                }
                var best = new BestOf(topN, (a, b) -> corpus.trackId(a).compareTo(corpus.trackId(b)));
                for (int i = 0; i < sums.size; i++) {
                    best.offer(sums.touched[i], sums.values[sums.touched[i]]);
                }
                var voted = new ArrayList<Scored>();
                for (BestOf.Entry entry : best.drain()) {
                    voted.add(new Scored(corpus.trackId(entry.ordinal()), entry.score()));
                }
                return List.copyOf(voted);
            });
        });
    }

    /// Lends the arrays of an earlier question.
    private <T> T summing(int ordinals, Function<Sums, T> work) {
        Sums idle = idleSums.poll();
        Sums sums = idle == null ? new Sums() : idle;
        sums.begin(ordinals);
        T result = work.apply(sums);
        sums.clear();
        idleSums.add(sums);
        return result;
    }

    /// Sums by ordinal, of which only what was touched is cleared.
    private static final class Sums {
        private float[] values = {};
        private int[] touched = new int[1024];
        private int size;

        void begin(int ordinals) {
            if (values.length < ordinals) {
                values = new float[ordinals + ordinals / 4];
            }
        }

        /// @param weight above 0
        void add(int ordinal, float weight) {
            if (values[ordinal] == 0) {
                if (size == touched.length) {
                    touched = Arrays.copyOf(touched, size * 2);
                }
                touched[size++] = ordinal;
            }
            values[ordinal] += weight;
        }

        void clear() {
            for (int i = 0; i < size; i++) {
                values[touched[i]] = 0;
            }
            size = 0;
        }
    }

    @Override
    public List<Near> nearest(float[] vector, int k, IdFilter filter) {
        return vectors.nearest(vector, k, filter);
    }

    @Override
    public List<TitleHit> searchTitle(String text, int n) {
        ArrayVectors.requireCount(n);
        Words asked = Words.of(text);
        if (asked.isEmpty() || n == 0) {
            return List.of();
        }
        return reading(() -> {
            Map<String, Integer> heldBy = new HashMap<>();
            titles.values().forEach(titled -> new HashSet<>(titled.words().tokens())
                    .forEach(token -> heldBy.merge(token, 1, Integer::sum)));
            var hits = new ArrayList<TitleHit>();
            titles.forEach((id, titled) -> {
                double score = likeness(asked, titled.words(), heldBy);
                int playlist = corpus.playlistOrdinal(id);
                if (score > 0 && playlist >= 0) {
                    hits.add(new TitleHit(id, titled.title(), corpus.length(playlist), score));
                }
            });
            hits.sort((a, b) -> a.score() == b.score()
                    ? a.playlistId().compareTo(b.playlistId())
                    : Double.compare(b.score(), a.score()));
            return List.copyOf(hits.subList(0, Math.min(n, hits.size())));
        });
    }

    /// Shared words, the rarer the more; shared letter groups of words that hardly any title has, where
    /// there are enough; the very title above all.
    private double likeness(Words asked, Words title, Map<String, Integer> heldBy) {
        Set<String> words = new HashSet<>(title.tokens());
        double score = 0;
        for (String token : new HashSet<>(asked.tokens())) {
            if (words.contains(token)) {
                score += Math.log1p((double) titles.size() / heldBy.getOrDefault(token, 1));
            }
        }
        List<String> grams = TitleFields.grams(asked, word -> heldBy.getOrDefault(word, 0));
        Set<String> there = new HashSet<>(title.grams());
        long shared = grams.stream().filter(there::contains).count();
        if (shared > 0 && shared >= Math.ceil(TitleFields.ALIKE * grams.size())) {
            score += TitleFields.TITLE_GRAM_WEIGHT * shared;
        }
        boolean same = title.whole().equals(asked.whole());
        return same ? score + TitleFields.TITLE_WHOLE_WEIGHT * Math.log1p(titles.size()) * (1 + words.size()) : score;
    }

    @Override
    public long watermark() {
        return reading(versions::greatest);
    }

    @Override
    public void close() {
        vectors.close();
    }

    private <T> T reading(Supplier<T> reading) {
        lock.readLock().lock();
        try {
            return reading.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private <T> T writing(Supplier<T> writing) {
        lock.writeLock().lock();
        try {
            return writing.get();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
