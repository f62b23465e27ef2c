package dev.segue.crawler.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.crawler.crawling.CrawlSettings;
import dev.segue.crawler.upstream.Budget;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveSettingsTest {

    private static LiveSettings settings(Map<String, String> properties) {
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(CrawlerConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
        return LiveSettings.of(config.getConfigMapping(CrawlerConfig.class).live(), 1 << 20, "1.0");
    }

    @Test
    void crawlsNothingWithoutAContact() {
        // Given
        Map<String, String> nothing = Map.of();

        // When
        var settings = settings(nothing);

        // Then
        assertThat(settings.sources()).isEmpty();
    }

    @Test
    void withAContactTheKeylessSourcesAreCrawledAsTheyDocumentIt() {
        // Given
        var properties = Map.of("segue.crawler.live.contact", "mailto:me@example.org");

        // When
        var settings = settings(properties);

        // Then
        assertThat(settings.userAgent()).isEqualTo("segue/1.0 (mailto:me@example.org)");
        assertThat(settings.sources())
                .extracting(CrawlSettings::source)
                .containsExactly("listenbrainz", "deezer", "musicbrainz");
        assertThat(settings.sources())
                .extracting(one -> one.manners().budget())
                .containsExactly(
                        new Budget(1, Duration.ofSeconds(1)),
                        new Budget(50, Duration.ofSeconds(5)),
                        new Budget(1, Duration.ofSeconds(1)));
        assertThat(settings.sources().getFirst().keywords())
                .hasSizeGreaterThan(50)
                .contains("reggae", "saudade", "失恋ソング", "для тренировки")
                .doesNotHaveDuplicates();
    }

    @Test
    void mapsWhatIsSetOfASource() {
        // Given
        var properties = new HashMap<String, String>();
        properties.put("segue.crawler.live.contact", "mailto:me@example.org");
        properties.put("segue.crawler.live.sources.deezer.enabled", "false");
        properties.put("segue.crawler.live.sources.musicbrainz.enabled", "false");
        properties.put("segue.crawler.live.sources.listenbrainz.enabled", "false");
        properties.put("segue.crawler.live.sources.spotify.enabled", "true");
        properties.put("segue.crawler.live.sources.spotify.base-uri", "http://127.0.0.1:1234");
        properties.put("segue.crawler.live.sources.spotify.accounts-uri", "http://127.0.0.1:1235");
        properties.put("segue.crawler.live.sources.spotify.client-id", "id");
        properties.put("segue.crawler.live.sources.spotify.client-secret", "canary");
        properties.put("segue.crawler.live.sources.spotify.budget", "7/2m");
        properties.put("segue.crawler.live.starter-keywords", "false");

        // When
        var settings = settings(properties);

        // Then
        assertThat(settings.sources()).singleElement().satisfies(spotify -> {
            assertThat(spotify.base()).isEqualTo(URI.create("http://127.0.0.1:1234"));
            assertThat(spotify.manners().budget()).isEqualTo(new Budget(7, Duration.ofMinutes(2)));
            assertThat(spotify.keywords()).isEmpty();
        });
        assertThat(settings.toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sources.deezer.budget     | 50           | segue.crawler.live.sources.deezer.budget: expected requests/time as 50/5s, or unlimited, got '50'
            sources.deezer.quiet-hours| noon         | segue.crawler.live.sources.deezer.quiet-hours: expected HH:mm-HH:mm, got 'noon'
            sources.deezer.concurrency| 0            | segue.crawler.live.sources.deezer.concurrency: expected 1 to 1000, got 0
            sources.deezer.base-uri   | ftp://a      | segue.crawler.live.sources.deezer.base-uri: expected http or https, a host and nothing after the port, got ftp://a
            sources.spotify.enabled   | true         | segue.crawler.live.sources.spotify.client-id: expected the id and the secret of an application of yours, because the source is switched on, got no id
            lease                     | 1ms          | segue.crawler.live.lease: expected at least 500 ms, got PT0.001S
            revisit.shortest          | 31d          | segue.crawler.live.revisit.shortest: expected at most the longest, PT720H, got PT744H
            caps.similarity           | 1.5          | segue.crawler.live.caps.similarity: expected above 0, at most 1, got 1.5
            caps.copies               | 17           | segue.crawler.live.caps.copies: expected 1 to 16, got 17
            trusted-certificates      | /no/such.pem | segue.crawler.live.trusted-certificates: expected files that are there, got /no/such.pem
            contact                   | (me)         | segue.crawler.live.contact: expected printable ASCII without parentheses, got (me)
            """)
    void refusesWhatCannotBe(String key, String value, String message) {
        // Given
        var properties = new HashMap<>(Map.of("segue.crawler.live.contact", "mailto:me@example.org"));
        properties.put("segue.crawler.live." + key, value);

        // When / Then
        assertThatThrownBy(() -> settings(properties)).hasMessage(message);
    }

    @Test
    void refusesASourceItDoesNotKnow() {
        // Given
        var properties = Map.of("segue.crawler.live.sources.napster.enabled", "true");

        // When / Then
        assertThatThrownBy(() -> settings(properties)).hasMessageContaining("napster");
    }
}
