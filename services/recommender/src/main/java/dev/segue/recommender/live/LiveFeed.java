package dev.segue.recommender.live;

import dev.segue.corpus.TrackAliases;
import dev.segue.domain.InputOffsets;
import dev.segue.platform.AliasRecords;
import dev.segue.platform.Followed;
import dev.segue.platform.KafkaSettings;
import dev.segue.platform.TopicFollower;
import dev.segue.recommender.live.LiveCorpus.NeighbourChange;
import dev.segue.recommender.live.LiveCorpus.PlaylistChange;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.TrackNeighbours;
import dev.segue.search.CatalogueEntry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the live state up with its topics, one follower each, so that a burst on one does not hold up the others.
/// Playlists and tracks go on from where the snapshot ends, neighbours and aliases begin at the beginning: no snapshot
/// holds them.
public final class LiveFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);

    private final LiveCorpus corpus;
    private final LiveCatalogue catalogue;
    private final TrackAliases aliases;
    private final InstantSource clock;
    private final Consumer<Duration> freshness;
    private final Map<String, TopicFollower> followers = new LinkedHashMap<>();
    private final AtomicLong passedOver = new AtomicLong();
    private final List<Followed<CleanPlaylist>> playlists = new ArrayList<>();
    private final List<NeighbourChange> neighbours = new ArrayList<>();
    private volatile boolean live;
    private volatile @Nullable Duration lastFreshness;

    /// @param freshness told the age of every playlist change at the moment it can be seen, once caught up
    public LiveFeed(
            LiveCorpus corpus,
            LiveCatalogue catalogue,
            TrackAliases aliases,
            InstantSource clock,
            Consumer<Duration> freshness) {
        this.corpus = corpus;
        this.catalogue = catalogue;
        this.aliases = aliases;
        this.clock = clock;
        this.freshness = freshness;
    }

    /// Starts to follow; the topics must exist.
    public void start(KafkaSettings kafka, InputOffsets from) {
        followers.put(
                Topics.TRACKS.name(),
                TopicFollower.named("recommender-tracks", kafka)
                        .follow(Topics.TRACKS, this::track)
                        .from(from)
                        .start());
        followers.put(
                Topics.PLAYLISTS.name(),
                TopicFollower.named("recommender-playlists", kafka)
                        .follow(Topics.PLAYLISTS, this::collect)
                        .from(from)
                        .around(this::applyPlaylists)
                        .start());
        followers.put(
                Topics.TRACK_NEIGHBOURS.name(),
                TopicFollower.named("recommender-neighbours", kafka)
                        .follow(Topics.TRACK_NEIGHBOURS, this::neighbour)
                        .around(this::applyNeighbours)
                        .start());
        followers.put(
                Topics.TRACK_ALIASES.name(),
                TopicFollower.named("recommender-aliases", kafka)
                        .followBytes(Topics.TRACK_ALIASES, new AliasRecords(aliases::say)::take)
                        .start());
    }

    /// The followers by the topic each follows.
    public Map<String, TopicFollower> followers() {
        return Map.copyOf(followers);
    }

    /// From now on changes are new ones, whose age says how fresh answers are.
    public void live() {
        live = true;
    }

    /// Age of the last playlist change when it became visible; empty before the first live one.
    public OptionalDouble freshnessSeconds() {
        Duration last = lastFreshness;
        return last == null ? OptionalDouble.empty() : OptionalDouble.of(last.toMillis() / 1000.0);
    }

    /// Records in the topics that are not applied yet; empty while the broker has not said.
    public OptionalLong lag() {
        long sum = 0;
        for (TopicFollower follower : followers.values()) {
            OptionalLong lag = follower.lag();
            if (lag.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += lag.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    /// Records that could be decoded and are nonsense.
    public long passedOver() {
        return passedOver.get();
    }

    /// Why a follower stopped; empty while all run.
    public Optional<String> failure() {
        return followers.entrySet().stream()
                .flatMap(entry -> entry.getValue().failure().stream().map(cause -> entry.getKey() + ": " + cause))
                .findFirst();
    }

    @Override
    public void close() {
        followers.values().forEach(TopicFollower::close);
    }

    private void track(Followed<CatalogueTrack> record) {
        CatalogueTrack track = record.value();
        catalogue.track(
                record.partition(),
                record.offset(),
                record.key(),
                track == null
                        ? null
                        : new CatalogueEntry(
                                record.key(),
                                track.getTitle(),
                                track.getArtists(),
                                track.getArtistIds(),
                                track.getAlbum(),
                                track.getAlbumId(),
                                track.getDurationMs(),
                                track.getIsrc(),
                                track.getExplicit(),
                                track.getPlaylists()));
    }

    private void collect(Followed<CleanPlaylist> record) {
        CleanPlaylist playlist = record.value();
        if (playlist == null || isSound(playlist.getTracks())) {
            playlists.add(record);
        } else {
            passedOver.incrementAndGet();
            LOG.warn(
                    "Passed over {} partition {} offset {}: playlist {}: expected distinct tracks, at least one, got {}",
                    record.topic().name(),
                    record.partition(),
                    record.offset(),
                    record.key(),
                    playlist.getTracks());
        }
    }

    private static boolean isSound(List<String> tracks) {
        return !tracks.isEmpty() && new HashSet<>(tracks).size() == tracks.size();
    }

    private void applyPlaylists(Runnable batch) {
        batch.run();
        for (Followed<CleanPlaylist> record : playlists) {
            CleanPlaylist playlist = record.value();
            catalogue.playlist(
                    record.key(),
                    playlist == null ? null : playlist.getTitle(),
                    playlist == null ? 0 : playlist.getTracks().size());
        }
        corpus.applyPlaylists(playlists.stream()
                .map(record -> new PlaylistChange(
                        record.partition(),
                        record.offset(),
                        record.key(),
                        record.value() == null ? null : record.value().getTracks()))
                .toList());
        if (live) {
            for (Followed<CleanPlaylist> record : playlists) {
                Duration age = Duration.between(record.timestamp(), clock.instant());
                lastFreshness = age.isNegative() ? Duration.ZERO : age;
                freshness.accept(age.isNegative() ? Duration.ZERO : age);
            }
        }
        playlists.clear();
    }

    private void neighbour(Followed<TrackNeighbours> record) {
        TrackNeighbours list = record.value();
        neighbours.add(new NeighbourChange(
                record.partition(),
                record.offset(),
                list == null ? OptionalInt.empty() : OptionalInt.of(list.getWindow())));
    }

    private void applyNeighbours(Runnable batch) {
        batch.run();
        corpus.applyNeighbours(neighbours);
        neighbours.clear();
    }
}
