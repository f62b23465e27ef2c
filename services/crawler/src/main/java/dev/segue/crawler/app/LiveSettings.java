package dev.segue.crawler.app;

import dev.segue.crawler.app.CrawlerConfig.SourceConfig;
import dev.segue.crawler.crawling.CrawlSettings;
import dev.segue.crawler.frontier.Revisits;
import dev.segue.crawler.quality.Caps;
import dev.segue.crawler.upstream.Budget;
import dev.segue.crawler.upstream.HostGate.Manners;
import dev.segue.crawler.upstream.QuietHours;
import dev.segue.crawler.upstream.UpstreamClient;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// The configuration of continuous crawling, checked.
///
/// @param userAgent names the project and whom to write to
/// @param sources that are switched on; none without a contact
/// @param session how long the others wait for a crawler that is silent
/// @param trusted PEM files of certificates that sources are trusted by; none for those of the JDK
record LiveSettings(
        String userAgent,
        List<CrawlSettings> sources,
        Map<String, Spotify> spotify,
        Duration session,
        UpstreamClient.Limits limits,
        List<Path> trusted) {

    private static final String PREFIX = "segue.crawler.live.";
    private static final Duration LONGEST_REST = Duration.ofHours(1);
    private static final Duration FIRST_BREAK = Duration.ofSeconds(10);
    private static final int FAILURES_TO_BREAK = 10;

    /// What Spotify's token service needs; the secret never shows.
    record Spotify(URI accounts, String clientId, String clientSecret) {
        @Override
        public String toString() {
            return "Spotify[accounts=" + accounts + "]";
        }
    }

    /// What is known of a source.
    private record Known(boolean enabled, String base, String budget, int concurrency) {}

    private static final Map<String, Known> KNOWN = Map.of(
            "listenbrainz", new Known(true, "https://api.listenbrainz.org", "1/1s", 4),
            "deezer", new Known(true, "https://api.deezer.com", "50/5s", 16),
            "spotify", new Known(false, "https://api.spotify.com", "60/30s", 8),
            "musicbrainz", new Known(true, "https://musicbrainz.org", "1/1s", 4));

    static LiveSettings of(CrawlerConfig.Live live, int maxRecordBytes, String version) {
        require("lease", positive(live.lease(), 500), "at least 500 ms", live.lease());
        require("session", positive(live.session(), 1000), "at least 1 s", live.session());
        require("deadline", positive(live.deadline(), 100), "at least 100 ms", live.deadline());
        require("listing-limit", live.listingLimit() >= 1, "at least 1", live.listingLimit());
        var revisit = live.revisit();
        for (Duration interval :
                List.of(revisit.first(), revisit.shortest(), revisit.longest(), revisit.listing(), revisit.confirm())) {
            require("revisit", interval.isPositive(), "times above 0", interval);
        }
        require(
                "revisit.shortest",
                revisit.shortest().compareTo(revisit.longest()) <= 0,
                "at most the longest, " + revisit.longest(),
                revisit.shortest());
        var caps = live.caps();
        require("caps.playlists", caps.playlists() >= 1, "at least 1", caps.playlists());
        require("caps.near-identical", caps.nearIdentical() >= 1, "at least 1", caps.nearIdentical());
        require(
                "caps.copies",
                caps.copies() >= 1 && caps.copies() <= Caps.MOST_COPIES,
                "1 to " + Caps.MOST_COPIES,
                caps.copies());
        require(
                "caps.similarity",
                caps.similarity() > 0 && caps.similarity() <= 1,
                "above 0, at most 1",
                caps.similarity());
        Optional<String> contact = live.contact().map(String::strip).filter(text -> !text.isEmpty());
        contact.ifPresent(text -> require(
                "contact",
                text.chars().allMatch(c -> c >= ' ' && c < 0x7F && c != '(' && c != ')'),
                "printable ASCII without parentheses",
                text));
        List<Path> trusted = live.trustedCertificates().orElse(List.of());
        trusted.forEach(file -> require(
                "trusted-certificates",
                Files.isReadable(file) && Files.isRegularFile(file),
                "files that are there",
                file));
        var sources = new ArrayList<CrawlSettings>();
        for (String name : CrawlSettings.SOURCES) {
            SourceConfig config = live.sources().named(name);
            CrawlSettings settings = source(name, config, live, maxRecordBytes);
            if (contact.isPresent() && config.enabled().orElse(known(name).enabled())) {
                sources.add(settings);
            }
        }
        Map<String, Spotify> spotify =
                sources.stream().anyMatch(one -> one.source().equals("spotify"))
                        ? Map.of("spotify", spotify(live.sources().spotify()))
                        : Map.of();
        return new LiveSettings(
                "segue/" + version + " (" + contact.orElse("no contact") + ")",
                List.copyOf(sources),
                spotify,
                live.session(),
                new UpstreamClient.Limits(
                        Duration.ofSeconds(10),
                        live.deadline(),
                        live.largestAnswer().asLongValue()),
                trusted);
    }

    private static Known known(String name) {
        return Objects.requireNonNull(KNOWN.get(name));
    }

    private static CrawlSettings source(String name, SourceConfig config, CrawlerConfig.Live live, int maxRecordBytes) {
        Known known = known(name);
        String key = "sources." + name + ".";
        URI base = config.baseUri().orElse(URI.create(known.base()));
        requireAddress(key + "base-uri", base);
        int concurrency = config.concurrency().orElse(known.concurrency());
        require(key + "concurrency", concurrency >= 1 && concurrency <= 1000, "1 to 1000", concurrency);
        var manners = new Manners(
                checked(key + "budget", () -> Budget.parse(config.budget().orElse(known.budget()))),
                LONGEST_REST,
                checked(
                        key + "quiet-hours",
                        () -> config.quietHours().map(QuietHours::parse).orElse(QuietHours.NEVER)),
                FAILURES_TO_BREAK,
                FIRST_BREAK);
        var revisit = live.revisit();
        var caps = live.caps();
        return new CrawlSettings(
                name,
                base,
                manners,
                concurrency,
                live.listingLimit(),
                live.followCurators(),
                live.identify(),
                live.starterKeywords() ? starterKeywords() : List.of(),
                new Revisits(
                        revisit.first(), revisit.shortest(), revisit.longest(), revisit.listing(), revisit.confirm()),
                new Caps.Limits(caps.playlists(), caps.nearIdentical(), caps.copies(), caps.similarity()),
                live.lease(),
                maxRecordBytes);
    }

    private static Spotify spotify(SourceConfig config) {
        URI accounts = config.accountsUri().orElse(URI.create("https://accounts.spotify.com"));
        requireAddress("sources.spotify.accounts-uri", accounts);
        String id = config.clientId().orElse("");
        String secret = config.clientSecret().orElse("");
        require(
                "sources.spotify.client-id",
                !id.isBlank() && !secret.isBlank(),
                "the id and the secret of an application of yours, because the source is switched on",
                id.isBlank() ? "no id" : "no secret");
        return new Spotify(accounts, id, secret);
    }

    private static void requireAddress(String key, URI address) {
        boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        require(
                key,
                http
                        && address.getHost() != null
                        && (address.getPath().isEmpty() || address.getPath().equals("/")),
                "http or https, a host and nothing after the port",
                address);
    }

    private static List<String> starterKeywords() {
        try (InputStream in = Objects.requireNonNull(
                LiveSettings.class.getResourceAsStream("/starter-keywords.txt"), "starter-keywords.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean positive(Duration duration, long leastMillis) {
        return duration.toMillis() >= leastMillis;
    }

    private static <T> T checked(String key, Supplier<T> parsed) {
        try {
            return parsed.get();
        } catch (IllegalArgumentException e) {
            throw new SegueException(ErrorCode.INVALID_CONFIGURATION, PREFIX + key + ": " + e.getMessage(), e);
        }
    }

    private static void require(String key, boolean holds, String expected, Object got) {
        if (!holds) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION, PREFIX + key + ": expected " + expected + ", got " + got);
        }
    }
}
