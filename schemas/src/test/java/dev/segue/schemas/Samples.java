package dev.segue.schemas;

import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.CorpusFigures;
import dev.segue.schemas.avro.CorpusRules;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import dev.segue.schemas.avro.CrawlLease;
import dev.segue.schemas.avro.Distribution;
import dev.segue.schemas.avro.DistributionBucket;
import dev.segue.schemas.avro.Feedback;
import dev.segue.schemas.avro.HeldOutSimilarity;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.MeanMargin;
import dev.segue.schemas.avro.MeasuredMean;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.schemas.avro.MostConnected;
import dev.segue.schemas.avro.Neighbour;
import dev.segue.schemas.avro.OutlierFences;
import dev.segue.schemas.avro.PairMargins;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.RejectedPlaylist;
import dev.segue.schemas.avro.ReleaseRole;
import dev.segue.schemas.avro.ServedItem;
import dev.segue.schemas.avro.ServedRecommendation;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.schemas.avro.TailFit;
import dev.segue.schemas.avro.TrackAlias;
import dev.segue.schemas.avro.TrackNeighbours;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/// One made-up record for every topic; their bytes are the golden files, their JSON the samples of docs/events.md.
final class Samples {

    private static final String SIMMER = "segue:track:the-kettles-simmer-down-slow";
    private static final String HARBOUR = "segue:track:anna-lind-harbour-lights";
    private static final Instant MODIFIED = Instant.parse("2026-10-01T08:30:00Z");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private Samples() {}

    static Map<Topic<?>, SpecificRecord> all() {
        var samples = new LinkedHashMap<Topic<?>, SpecificRecord>();
        samples.put(Topics.PLAYLIST_SNAPSHOTS, snapshot());
        samples.put(Topics.CRAWL_FRONTIER, frontierEntry());
        samples.put(Topics.CRAWL_LEASES, crawlLease());
        samples.put(Topics.TRACK_ALIASES, trackAlias());
        samples.put(Topics.PLAYLISTS, cleanPlaylist());
        samples.put(Topics.TRACKS, catalogueTrack());
        samples.put(Topics.TRACK_NEIGHBOURS, neighbours());
        samples.put(Topics.PLAYLIST_STATISTICS, statistics());
        samples.put(Topics.REJECTED_PLAYLISTS, rejected());
        samples.put(Topics.MODEL_RELEASES, modelRelease());
        samples.put(Topics.INDEX_RELEASES, indexRelease());
        samples.put(Topics.RELEASE_ROLES, releaseRole());
        samples.put(Topics.FEEDBACK, feedback());
        samples.put(Topics.SERVED_RECOMMENDATIONS, served());
        return samples;
    }

    private static PlaylistSnapshot snapshot() {
        var simmer = SnapshotTrack.newBuilder()
                .setTrackId(SIMMER)
                .setTitle("Simmer Down Slow")
                .setArtists(List.of("The Kettles"))
                .setArtistIds(List.of("segue:artist:the-kettles"))
                .setAlbum("First Boil")
                .setAlbumId("segue:album:first-boil")
                .setDurationMs(201_000L)
                .setIsrc("ZZXXX2600001")
                .setExplicit(false)
                .setAddedAt(MODIFIED)
                .build();
        var harbour = SnapshotTrack.newBuilder()
                .setTrackId(HARBOUR)
                .setTitle("Harbour Lights")
                .setArtists(List.of("Anna Lind"))
                .build();
        return PlaylistSnapshot.newBuilder()
                .setSource("mpd")
                .setPlaylistId("mpd:17")
                .setVersion(MODIFIED.toEpochMilli())
                .setTitle("Sunday reggae")
                .setDescription("slow mornings")
                .setKeyword("reggae")
                .setUrl("https://example.org/playlist/17")
                .setOwner("mpd:user:4")
                .setSaves(41L)
                .setModifiedAt(MODIFIED)
                .setCrawledAt(NOW)
                .setTitleLanguage("en")
                .setTracks(List.of(simmer, harbour, simmer))
                .build();
    }

    private static CrawlFrontierEntry frontierEntry() {
        return CrawlFrontierEntry.newBuilder()
                .setId("file:/data/mpd.slice.0-999.json")
                .setKind("file")
                .setSource("mpd")
                .setState("done")
                .setFingerprint("35127734-1790843400000")
                .setPosition(1_000)
                .setPublished(999)
                .setRefused(1)
                .setUpdatedAt(NOW)
                .setAttributes(Map.of("format", "mpd"))
                .build();
    }

    private static CrawlLease crawlLease() {
        return CrawlLease.newBuilder()
                .setSource("deezer")
                .setOwner("crawler-7f3a")
                .setTerm(3)
                .setLeaseMs(6_000)
                .setNotBefore(NOW)
                .setState("resting")
                .setNumbers(Map.of("queue", 120L))
                .setUpdatedAt(NOW)
                .build();
    }

    private static TrackAlias trackAlias() {
        return TrackAlias.newBuilder()
                .setAlias("deezer:3135556")
                .setTrackId("isrc:GBDUW0000059")
                .setEvidence("deezer")
                .setObservedAt(NOW)
                .build();
    }

    private static CleanPlaylist cleanPlaylist() {
        return CleanPlaylist.newBuilder()
                .setPlaylistId("mpd:17")
                .setSource("mpd")
                .setVersion(MODIFIED.toEpochMilli())
                .setTitle("Sunday reggae")
                .setDescription("slow mornings")
                .setKeyword("reggae")
                .setUrl("https://example.org/playlist/17")
                .setOwner("mpd:user:4")
                .setSaves(41L)
                .setModifiedAt(MODIFIED)
                .setTracks(List.of(SIMMER, HARBOUR))
                .setSourcePartition(2)
                .setSourceOffset(1_234)
                .build();
    }

    private static CatalogueTrack catalogueTrack() {
        return CatalogueTrack.newBuilder()
                .setTrackId(SIMMER)
                .setTitle("Simmer Down Slow")
                .setArtists(List.of("The Kettles"))
                .setArtistIds(List.of("segue:artist:the-kettles"))
                .setAlbum("First Boil")
                .setAlbumId("segue:album:first-boil")
                .setDurationMs(201_000L)
                .setIsrc("ZZXXX2600001")
                .setExplicit(false)
                .setPlaylists(12)
                .setSourceOffsets(List.of(410L, 0L, 1_300L, 77L))
                .build();
    }

    private static TrackNeighbours neighbours() {
        var neighbour = Neighbour.newBuilder()
                .setTrackId(HARBOUR)
                .setCount(3)
                .setPlaylists(9)
                .setCosine(0.288_675_13f)
                .setLift(2.777_777_8f)
                .setPmi(1.021_651_2f)
                .build();
        return TrackNeighbours.newBuilder()
                .setTrackId(SIMMER)
                .setWindow(10)
                .setPlaylists(12)
                .setCorpusPlaylists(100)
                .setNeighbours(List.of(neighbour))
                .setSourceOffsets(List.of(410L, 0L, 1_300L, 77L))
                .build();
    }

    private static PlaylistStatistics statistics() {
        return PlaylistStatistics.newBuilder()
                .setScope("corpus")
                .setInputOffset(0)
                .setOutcomes(Map.of())
                .setPlaylists(998)
                .setEntries(65_102)
                .setCorpus(figures())
                .build();
    }

    private static CorpusFigures figures() {
        var tail = new TailFit("log-normal", 21L, 410L, 2.125, 0.0625, 0.03125, 1.5, 1.75, -3.5, 0.03125);
        var mean = new MeasuredMean(3_000L, 0.125, 0.0625);
        var margin = new MeanMargin(0.0625, 12.5, 0.0009765625);
        return new CorpusFigures(
                List.of(410L, 0L, 1_300L, 77L),
                List.of(420L, 0L, 1_310L, 80L),
                12_000,
                new CorpusRules(15L, true, 3, 5_000, 10, 100, 1),
                1,
                640L,
                distribution(),
                4L,
                tail,
                new OutlierFences(2.5, 250.0, 0L, 31L, 2L),
                distribution(),
                distribution(),
                null,
                distribution(),
                new MostConnected(0.05, 600, 410, 0.375),
                new HeldOutSimilarity(
                        "co-occurrence cosine",
                        898,
                        100,
                        List.of(mean),
                        mean,
                        15,
                        120L,
                        margin,
                        new PairMargins(0, mean, mean, margin, margin, 33L),
                        new PairMargins(10, mean, mean, margin, margin, 35L)));
    }

    private static Distribution distribution() {
        return new Distribution(
                998L,
                153.5,
                1_495.75,
                10L,
                71_643L,
                Map.of("0.5", 16L),
                List.of(new DistributionBucket(10L, 10L, 997L), new DistributionBucket(65_536L, 73_727L, 1L)));
    }

    private static RejectedPlaylist rejected() {
        return RejectedPlaylist.newBuilder()
                .setOutcome("rejected")
                .setReason("UNREADABLE")
                .setDetail("expected Avro single-object encoding (marker C3 01), got 6 bytes beginning 706F69736F6E")
                .setSourceTopic("playlist-snapshots.v1")
                .setSourcePartition(2)
                .setSourceOffset(77)
                .setPlaylistId("mpd:18")
                .setPayload(ByteBuffer.wrap("poison".getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    private static ModelRelease modelRelease() {
        return ModelRelease.newBuilder()
                .setModelId("infonce-0123456789ab")
                .setModel("infonce")
                .setDimension(128)
                .setTracks(540)
                .setPlaylists(480)
                .setMetrics(Map.of("loss", 3.25))
                .setLocation("models/infonce-0123456789ab")
                .setManifestSha256(SHA)
                .setBytes(401_234)
                .setInputOffsets(Map.of("playlists.v1", Map.of("0", 480L)))
                .setConfigurationHash(SHA)
                .setCodeVersion("0.1.0")
                .setSeed(42)
                .setCreatedAt(NOW)
                .build();
    }

    private static IndexRelease indexRelease() {
        return IndexRelease.newBuilder()
                .setIndexId("index-0123456789ab")
                .setModelId("infonce-0123456789ab")
                .setPlaylists(480)
                .setTracks(560)
                .setLocation("indexes/index-0123456789ab")
                .setManifestSha256(SHA)
                .setBytes(901_234)
                .setInputOffsets(Map.of("playlists.v1", Map.of("0", 480L)))
                .setConfigurationHash(SHA)
                .setCodeVersion("0.1.0")
                .setSeed(0)
                .setCreatedAt(NOW)
                .build();
    }

    private static ReleaseRole releaseRole() {
        return ReleaseRole.newBuilder()
                .setRole("canary")
                .setModelId("infonce-0123456789ab")
                .setShare(0.125)
                .setPrevious(null)
                .setComparisonId(null)
                .setDecidedAt(NOW)
                .build();
    }

    private static Feedback feedback() {
        return Feedback.newBuilder()
                .setFeedbackId("6f1c1c9e-0000-4000-8000-000000000001")
                .setRequestId("6f1c1c9e-0000-4000-8000-000000000002")
                .setTrackId(HARBOUR)
                .setAction("save")
                .setPosition(0)
                .setClient("demo")
                .setOccurredAt(NOW)
                .setModelVersion("infonce-0123456789ab")
                .setComparisonId(null)
                .build();
    }

    private static ServedRecommendation served() {
        var item = ServedItem.newBuilder()
                .setTrackId(HARBOUR)
                .setScore(0.83f)
                .setSource("playlist-knn")
                .build();
        return ServedRecommendation.newBuilder()
                .setRequestId("6f1c1c9e-0000-4000-8000-000000000002")
                .setSeeds(List.of(SIMMER))
                .setTitle("Sunday reggae")
                .setItems(List.of(item))
                .setFallback(false)
                .setModelVersion("infonce-0123456789ab")
                .setIndexVersion("index-0123456789ab")
                .setAsOf(Map.of("playlists.v1", Map.of("0", 481L)))
                .setLatencyMicros(1_850)
                .setServedAt(NOW)
                .build();
    }
}
