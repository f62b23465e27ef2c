package dev.segue.k8s;

import static dev.segue.schemas.Topics.CRAWL_FRONTIER;
import static dev.segue.schemas.Topics.CRAWL_LEASES;
import static dev.segue.schemas.Topics.FEEDBACK;
import static dev.segue.schemas.Topics.INDEX_RELEASES;
import static dev.segue.schemas.Topics.MODEL_RELEASES;
import static dev.segue.schemas.Topics.PLAYLISTS;
import static dev.segue.schemas.Topics.PLAYLIST_SNAPSHOTS;
import static dev.segue.schemas.Topics.PLAYLIST_STATISTICS;
import static dev.segue.schemas.Topics.REJECTED_PLAYLISTS;
import static dev.segue.schemas.Topics.RELEASE_ROLES;
import static dev.segue.schemas.Topics.SERVED_RECOMMENDATIONS;
import static dev.segue.schemas.Topics.TRACKS;
import static dev.segue.schemas.Topics.TRACK_ALIASES;
import static dev.segue.schemas.Topics.TRACK_NEIGHBOURS;

import dev.segue.schemas.Topic;
import java.util.List;
import java.util.Optional;

/// What one service may do with the platform's topics: the least that lets it work. Most consumers keep their own
/// positions; a group is for instances that share work.
///
/// @param service its name, which is also the name of its deployment, image and Kafka user
/// @param reads topics it consumes
/// @param writes topics it produces to
/// @param streamsApplication application id of its topology: names its group and prefixes its internal topics and
///     transactional ids; empty for a service without one
/// @param sharing the consumer group by which its instances share work; empty for a service without one
public record TopicAccess(
        String service,
        List<Topic<?>> reads,
        List<Topic<?>> writes,
        Optional<String> streamsApplication,
        Optional<Sharing> sharing) {

    /// How instances that are no Streams application share work.
    ///
    /// @param group id of their consumer group
    /// @param transactions prefix of their transactional ids
    public record Sharing(String group, String transactions) {}

    /// The five services, in the order data flows.
    public static final List<TopicAccess> ALL = List.of(
            new TopicAccess(
                    "crawler",
                    List.of(PLAYLIST_SNAPSHOTS, CRAWL_FRONTIER, CRAWL_LEASES),
                    List.of(PLAYLIST_SNAPSHOTS, CRAWL_FRONTIER, CRAWL_LEASES, TRACK_ALIASES),
                    Optional.empty(),
                    Optional.of(new Sharing("crawler-frontier-v1", "crawler-live-"))),
            new TopicAccess(
                    "preprocessor",
                    List.of(PLAYLIST_SNAPSHOTS, TRACK_ALIASES, PLAYLISTS, PLAYLIST_STATISTICS),
                    List.of(PLAYLISTS, TRACKS, TRACK_NEIGHBOURS, PLAYLIST_STATISTICS, REJECTED_PLAYLISTS),
                    Optional.of("preprocessor-playlists-v1"),
                    Optional.empty()),
            new TopicAccess(
                    "trainer",
                    List.of(PLAYLISTS, TRACKS, MODEL_RELEASES),
                    List.of(MODEL_RELEASES),
                    Optional.empty(),
                    Optional.empty()),
            new TopicAccess(
                    "indexer",
                    List.of(PLAYLISTS, TRACKS, MODEL_RELEASES, INDEX_RELEASES, RELEASE_ROLES),
                    List.of(INDEX_RELEASES),
                    Optional.empty(),
                    Optional.empty()),
            new TopicAccess(
                    "recommender",
                    List.of(
                            TRACK_ALIASES,
                            PLAYLISTS,
                            TRACKS,
                            TRACK_NEIGHBOURS,
                            MODEL_RELEASES,
                            INDEX_RELEASES,
                            RELEASE_ROLES,
                            FEEDBACK),
                    List.of(RELEASE_ROLES, FEEDBACK, SERVED_RECOMMENDATIONS),
                    Optional.empty(),
                    Optional.empty()));

    public TopicAccess {
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
    }
}
