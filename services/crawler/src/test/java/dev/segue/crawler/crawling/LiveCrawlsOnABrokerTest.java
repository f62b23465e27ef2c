package dev.segue.crawler.crawling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.crawler.frontier.LiveEntry;
import dev.segue.crawler.upstream.Budget;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CrawlLease;
import dev.segue.schemas.avro.TrackAlias;
import dev.segue.stubupstreams.FaultPlan;
import dev.segue.stubupstreams.StubServer;
import dev.segue.stubupstreams.Upstream;
import dev.segue.testkit.Broker;
import dev.segue.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Crawls of a stub into a real broker.
class LiveCrawlsOnABrokerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @ParameterizedTest
    @EnumSource(names = {"DEEZER", "LISTENBRAINZ"})
    void followsAWeekOfEditsDeletionsAndReturnsUnderFaults(Upstream upstream) throws Exception {
        try (var broker = Broker.start();
                var crawlers = new Crawlers(broker, upstream, 120)) {
            // Given
            crawlers.stub.faults(FaultPlan.share(0.05, 1));
            crawlers.crawler("a");

            // When / Then
            Eventually.eventuallyPasses(
                    PATIENCE, () -> assertThat(crawlers.published()).isEqualTo(crawlers.expected()));
            for (double share : new double[] {0.4, 0.62, 1}) {
                crawlers.now = Crawlers.START.plusMillis((long) (share * Crawlers.WEEK.toMillis()));
                Eventually.eventuallyPasses(
                        PATIENCE, () -> assertThat(crawlers.published()).isEqualTo(crawlers.expected()));
            }
            var versions = broker.read(Topics.PLAYLIST_SNAPSHOTS).stream()
                    .filter(record -> record.value() != null)
                    .collect(Collectors.groupingBy(
                            record -> record.key(),
                            Collectors.mapping(record -> record.value().getVersion(), Collectors.toList())));
            assertThat(versions.values())
                    .allSatisfy(of -> assertThat(of).isSorted().doesNotHaveDuplicates());
            assertThat(broker.read(Topics.PLAYLIST_SNAPSHOTS)).anyMatch(record -> record.value() == null);
        }
    }

    @Test
    void goesOnWhereTheLastCrawlerStoppedAndEmitsNothingForWhatIsUnchanged() throws Exception {
        try (var broker = Broker.start();
                var crawlers = new Crawlers(broker, Upstream.DEEZER, 60)) {
            // Given
            crawlers.revisits = Crawlers.revisits(Duration.ofHours(1), Duration.ofHours(2));
            try (var first = crawlers.crawler("a")) {
                Eventually.eventuallyPasses(
                        PATIENCE, () -> assertThat(crawlers.published()).isEqualTo(crawlers.expected()));
            }
            int requests = crawlers.stub.log().count();

            // When
            var second = crawlers.crawler("b");
            second.wish(List.of(crawlers.wish("reggae")));

            // Then
            Eventually.eventually(
                    "the keyword that was wished for to be looked at",
                    PATIENCE,
                    () -> crawlers.stub.log().count() > requests);
            assertThat(crawlers.stub.log().count() - requests)
                    .as("nothing else was due")
                    .isEqualTo(1);
            assertThat(broker.read(Topics.PLAYLIST_SNAPSHOTS))
                    .hasSize(crawlers.expected().size());
            assertThat(broker.values(Topics.CRAWL_FRONTIER))
                    .filteredOn(entry -> entry.getKind().equals("playlist") && entry.getVersion() > 0)
                    .allSatisfy(entry -> assertThat(entry.getLastSeenAt()).isNotNull());
        }
    }

    @Test
    void anotherCrawlerTakesOverAndTheBudgetIsNeverExceeded() throws Exception {
        try (var broker = Broker.start();
                var crawlers = new Crawlers(broker, Upstream.DEEZER, 200)) {
            // Given
            crawlers.budget = new Budget(30, Duration.ofSeconds(1));
            crawlers.stub.quota(new StubServer.Quota(30, Duration.ofSeconds(1)));
            var first = crawlers.crawler("a");
            crawlers.crawler("b");
            Eventually.eventually(
                    "half of it to be published",
                    PATIENCE,
                    () -> crawlers.published().size() > 80);

            // When
            first.close();

            // Then
            Eventually.eventuallyPasses(
                    PATIENCE, () -> assertThat(crawlers.published()).isEqualTo(crawlers.expected()));
            assertThat(crawlers.stub.log().busiest(Duration.ofSeconds(1))).isLessThanOrEqualTo(30);
            assertThat(crawlers.stub.requests("over quota")).isZero();
        }
    }

    @Test
    void aPausedSourceIsNotAskedUntilItIsResumed() throws Exception {
        try (var broker = Broker.start();
                var crawlers = new Crawlers(broker, Upstream.DEEZER, 40)) {
            // Given
            var crawler = crawlers.crawler("a");
            Eventually.eventuallyPasses(
                    PATIENCE, () -> assertThat(crawlers.published()).isEqualTo(crawlers.expected()));

            // When
            crawler.wish(List.of(LiveEntry.control("deezer", true)));
            Eventually.eventually("the lease to say so", PATIENCE, () -> crawler.leases().stream()
                    .map(CrawlLease::getState)
                    .anyMatch("paused"::equals));
            int requests = crawlers.stub.log().count();
            crawlers.now = Crawlers.START.plus(Crawlers.WEEK);
            var before = crawlers.published();
            crawler.wish(List.of(LiveEntry.control("deezer", false)));

            // Then
            Eventually.eventuallyPasses(
                    PATIENCE, () -> assertThat(crawlers.published()).isEqualTo(crawlers.expected()));
            assertThat(before).isNotEqualTo(crawlers.published());
            assertThat(crawlers.stub.log().count()).isGreaterThan(requests);
        }
    }

    @Test
    void tellsWhichTracksAreTheSameRecording() throws Exception {
        try (var broker = Broker.start();
                var crawlers = new Crawlers(broker, Upstream.DEEZER, 5)) {
            // Given
            crawlers.identify = true;
            crawlers.revisits = Crawlers.revisits(Duration.ofHours(1), Duration.ofHours(2));

            // When
            crawlers.crawler("a");

            // Then
            long tracks = crawlers.expected().values().stream()
                    .flatMap(List::stream)
                    .distinct()
                    .count();
            Eventually.eventually(
                    "every track to be looked up",
                    PATIENCE,
                    () -> broker.values(Topics.TRACK_ALIASES).size() >= tracks);
            assertThat(broker.values(Topics.TRACK_ALIASES))
                    .hasSize((int) tracks)
                    .allSatisfy(alias -> assertThat(alias.getTrackId()).isEqualTo(isrc(alias)));
        }
    }

    private static String isrc(TrackAlias alias) {
        return "isrc:ZZSTB%07d".formatted(Integer.parseInt(alias.getAlias().substring(7)) - 1_000_000);
    }
}
