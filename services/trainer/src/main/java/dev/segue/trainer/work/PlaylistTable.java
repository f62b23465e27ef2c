package dev.segue.trainer.work;

import dev.segue.corpus.Corpus;
import dev.segue.domain.InputOffsets;
import dev.segue.platform.Followed;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.training.PlaylistFacts;
import dev.segue.training.TrainingSet;
import dev.segue.training.ranking.RankerConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The clean playlists as the topic says now, and how many of them are not as the newest model saw them.
///
/// Safe for use by many threads: a follower's batch and a snapshot exclude each other.
final class PlaylistTable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Corpus corpus = new Corpus();
    private final Facts facts = new Facts();
    private final TrackTraitTable traits = new TrackTraitTable();
    private final Set<String> changed = new HashSet<>();
    private InputOffsets baseline = InputOffsets.NONE;
    private long lastChange = System.nanoTime();

    /// What a training is made of.
    ///
    /// @param offsets up to where the playlists were read
    /// @param playlists in the topic, those without two tracks to learn from included
    /// @param sample what a second stage is fitted to; empty when none is wanted
    record Snapshot(InputOffsets offsets, int playlists, TrainingSet set, Optional<RankingSample> sample) {}

    /// Runs a follower's batch so that no snapshot is taken within it.
    void around(Runnable batch) {
        lock.lock();
        try {
            batch.run();
        } finally {
            lock.unlock();
        }
    }

    /// Takes one record in; to be called within [#around].
    void accept(Followed<CleanPlaylist> record) {
        CleanPlaylist playlist = record.value();
        boolean effective = playlist == null
                ? corpus.delete(record.key())
                : corpus.upsert(
                        record.key(),
                        playlist.getTracks().stream()
                                .mapToInt(corpus::internTrack)
                                .distinct()
                                .toArray());
        facts.take(playlist == null ? -1 : corpus.playlistOrdinal(record.key()), playlist);
        if (effective) {
            lastChange = System.nanoTime();
            Long modelSawUpTo = baseline.of(Topics.PLAYLISTS.name()).get(record.partition());
            if (modelSawUpTo == null || record.offset() >= modelSawUpTo) {
                changed.add(record.key());
            }
        }
    }

    /// Takes in who a track is by; to be called within [#around].
    void track(Followed<CatalogueTrack> record) {
        traits.take(corpus.internTrack(record.key()), record.value());
    }

    /// Counts as changed what comes behind the offsets a model was trained at; to be called before the topic is
    /// followed.
    void countFrom(InputOffsets modelOffsets) {
        lock.lock();
        try {
            baseline = modelOffsets;
            changed.clear();
        } finally {
            lock.unlock();
        }
    }

    /// What a training begun now is made of; from here on changes are counted anew.
    ///
    /// @param offsets up to where the follower has handled records
    /// @param secondStage how one is fitted; empty when none is wanted
    /// @throws dev.segue.domain.SegueException with `NOT_READY` when there is too little to train on
    Snapshot snapshot(Supplier<InputOffsets> offsets, int minPlaylistsOfATrack, Optional<RankerConfig> secondStage) {
        lock.lock();
        try {
            baseline = offsets.get();
            changed.clear();
            return glimpse(() -> baseline, minPlaylistsOfATrack, secondStage);
        } finally {
            lock.unlock();
        }
    }

    /// The same, without beginning to count changes anew.
    Snapshot glimpse(Supplier<InputOffsets> offsets, int minPlaylistsOfATrack, Optional<RankerConfig> secondStage) {
        lock.lock();
        try {
            return new Snapshot(
                    offsets.get(),
                    corpus.playlists(),
                    TrainingSet.of(corpus, minPlaylistsOfATrack, facts),
                    secondStage.map(config -> RankingSample.of(corpus, facts, traits, config)));
        } finally {
            lock.unlock();
        }
    }

    /// Playlists in the topic.
    int playlists() {
        lock.lock();
        try {
            return corpus.playlists();
        } finally {
            lock.unlock();
        }
    }

    /// Playlists that are not as the newest model saw them.
    int changed() {
        lock.lock();
        try {
            return changed.size();
        } finally {
            lock.unlock();
        }
    }

    /// How long no record changed anything.
    Duration sinceChange() {
        lock.lock();
        try {
            return Duration.ofNanos(System.nanoTime() - lastChange);
        } finally {
            lock.unlock();
        }
    }

    /// Titles and saves by the ordinals of the corpus.
    private static final class Facts implements PlaylistFacts {
        private String[] titles = new String[16];
        private long[] saves = new long[16];

        void take(int ordinal, @Nullable CleanPlaylist playlist) {
            if (ordinal < 0 || playlist == null) {
                return;
            }
            if (ordinal >= titles.length) {
                int room = Math.max(ordinal + 1, titles.length * 2);
                titles = Arrays.copyOf(titles, room);
                saves = Arrays.copyOf(saves, room);
            }
            Long known = playlist.getSaves();
            titles[ordinal] = playlist.getTitle();
            saves[ordinal] = known == null ? 0 : known;
        }

        @Override
        public long saves(int playlist) {
            return saves[playlist];
        }

        @Override
        public String title(int playlist) {
            return titles[playlist];
        }
    }
}
