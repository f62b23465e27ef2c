package dev.segue.schemas;

import dev.segue.schemas.Topic.Cleanup;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import dev.segue.schemas.avro.CrawlLease;
import dev.segue.schemas.avro.Feedback;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.RejectedPlaylist;
import dev.segue.schemas.avro.ReleaseRole;
import dev.segue.schemas.avro.ServedRecommendation;
import dev.segue.schemas.avro.TrackAlias;
import dev.segue.schemas.avro.TrackNeighbours;
import java.time.Duration;
import java.util.List;

/// Every topic of the platform. Brokers, Kubernetes manifests and docs/events.md are made or checked from this list.
public final class Topics {

    /// Partitions of the topics that carry the stream. Four keep two cores busy and let four instances share the work.
    public static final int STREAM_PARTITIONS = 4;

    private static final int MEBIBYTE = 1 << 20;
    private static final Cleanup FOR_EVER = new Cleanup.Compact(Duration.ofDays(7), Duration.ZERO);

    /// For a week the counts of any moment can be made again.
    private static final Cleanup FOR_EVER_AND_WHOLE_FOR_A_WEEK =
            new Cleanup.Compact(Duration.ofDays(7), Duration.ofDays(7));

    /// Who follows it and is less than an hour behind sees every state that ever was, and none that never was.
    private static final Cleanup FOR_EVER_AND_WHOLE_AT_FIRST =
            new Cleanup.Compact(Duration.ofDays(7), Duration.ofHours(1));

    private static final Cleanup FOR_A_MONTH = new Cleanup.Delete(Duration.ofDays(30));

    public static final Topic<PlaylistSnapshot> PLAYLIST_SNAPSHOTS = new Topic<>(
            "playlist-snapshots.v1",
            PlaylistSnapshot.class,
            STREAM_PARTITIONS,
            FOR_EVER_AND_WHOLE_FOR_A_WEEK,
            64 * MEBIBYTE,
            "Playlists as sources show them; the truth that everything else is derived from");

    public static final Topic<CrawlFrontierEntry> CRAWL_FRONTIER = new Topic<>(
            "crawl-frontier.v1",
            CrawlFrontierEntry.class,
            STREAM_PARTITIONS,
            FOR_EVER,
            MEBIBYTE,
            "What is to be crawled and how far that is done");

    public static final Topic<CrawlLease> CRAWL_LEASES = new Topic<>(
            "crawl-leases.v1",
            CrawlLease.class,
            1,
            FOR_EVER,
            MEBIBYTE,
            "Which crawler may speak to which source, and how that goes");

    public static final Topic<TrackAlias> TRACK_ALIASES = new Topic<>(
            "track-aliases.v1",
            TrackAlias.class,
            STREAM_PARTITIONS,
            FOR_EVER,
            MEBIBYTE,
            "Which ids of tracks are names of the same recording; a merge found later is a record");

    public static final Topic<CleanPlaylist> PLAYLISTS = new Topic<>(
            "playlists.v1",
            CleanPlaylist.class,
            STREAM_PARTITIONS,
            FOR_EVER_AND_WHOLE_AT_FIRST,
            16 * MEBIBYTE,
            "Playlists that passed validation and filters, tracks in order, each once");

    public static final Topic<CatalogueTrack> TRACKS = new Topic<>(
            "tracks.v1",
            CatalogueTrack.class,
            STREAM_PARTITIONS,
            FOR_EVER,
            MEBIBYTE,
            "The catalogue: what is known of every track that clean playlists hold");

    public static final Topic<TrackNeighbours> TRACK_NEIGHBOURS = new Topic<>(
            "track-neighbours.v1",
            TrackNeighbours.class,
            STREAM_PARTITIONS,
            FOR_EVER,
            MEBIBYTE,
            "For every track the tracks it shares most playlists with, by exact count");

    public static final Topic<PlaylistStatistics> PLAYLIST_STATISTICS = new Topic<>(
            "playlist-statistics.v1",
            PlaylistStatistics.class,
            1,
            FOR_EVER,
            MEBIBYTE,
            "What became of every snapshot read, and the numbers of the corpus");

    public static final Topic<RejectedPlaylist> REJECTED_PLAYLISTS = new Topic<>(
            "rejected-playlists.v1",
            RejectedPlaylist.class,
            STREAM_PARTITIONS,
            FOR_A_MONTH,
            64 * MEBIBYTE,
            "Dead letters: snapshots that were not let through, with the reason and their bytes");

    public static final Topic<ModelRelease> MODEL_RELEASES = new Topic<>(
            "model-releases.v1",
            ModelRelease.class,
            1,
            FOR_EVER,
            MEBIBYTE,
            "Model bundles that are complete in the artefact store");

    public static final Topic<IndexRelease> INDEX_RELEASES = new Topic<>(
            "index-releases.v1",
            IndexRelease.class,
            1,
            FOR_EVER,
            MEBIBYTE,
            "Index snapshots that are complete in the artefact store");

    public static final Topic<ReleaseRole> RELEASE_ROLES = new Topic<>(
            "release-roles.v1",
            ReleaseRole.class,
            1,
            FOR_EVER,
            MEBIBYTE,
            "Which released model answers, which is tried out: the operators' decisions");

    public static final Topic<Feedback> FEEDBACK = new Topic<>(
            "feedback.v1",
            Feedback.class,
            STREAM_PARTITIONS,
            FOR_A_MONTH,
            MEBIBYTE,
            "What listeners did with recommendations");

    public static final Topic<ServedRecommendation> SERVED_RECOMMENDATIONS = new Topic<>(
            "served-recommendations.v1",
            ServedRecommendation.class,
            STREAM_PARTITIONS,
            FOR_A_MONTH,
            MEBIBYTE,
            "Recommendations as they were served");

    /// All topics, in the order data flows.
    public static final List<Topic<?>> ALL = List.of(
            PLAYLIST_SNAPSHOTS,
            CRAWL_FRONTIER,
            CRAWL_LEASES,
            TRACK_ALIASES,
            PLAYLISTS,
            TRACKS,
            TRACK_NEIGHBOURS,
            PLAYLIST_STATISTICS,
            REJECTED_PLAYLISTS,
            MODEL_RELEASES,
            INDEX_RELEASES,
            RELEASE_ROLES,
            FEEDBACK,
            SERVED_RECOMMENDATIONS);

    private Topics() {}
}
