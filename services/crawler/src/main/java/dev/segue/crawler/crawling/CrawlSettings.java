package dev.segue.crawler.crawling;

import dev.segue.crawler.frontier.Revisits;
import dev.segue.crawler.quality.Caps;
import dev.segue.crawler.upstream.HostGate.Manners;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// How one source is crawled.
///
/// @param source its name
/// @param base scheme, host and port of its API
/// @param concurrency looks at a time
/// @param listingLimit most playlists of a listing when nobody says otherwise
/// @param followCurators whether the curators of what is found are looked at too
/// @param identify whether tracks without a known recording are looked up
/// @param keywords to begin with, when the frontier has none of the source
/// @param lease how long the right to crawl holds without being renewed
/// @param maxRecordBytes largest encoded playlist
public record CrawlSettings(
        String source,
        URI base,
        Manners manners,
        int concurrency,
        int listingLimit,
        boolean followCurators,
        boolean identify,
        List<String> keywords,
        Revisits revisits,
        Caps.Limits caps,
        Duration lease,
        int maxRecordBytes) {

    /// All sources that can be crawled; the place in the list is the partition of a source's part of the frontier.
    public static final List<String> SOURCES = List.of("listenbrainz", "deezer", "spotify", "musicbrainz");

    public CrawlSettings {
        keywords = List.copyOf(keywords);
    }

    /// The partition of the frontier that holds a source's entries.
    public static int partition(String source, int partitions) {
        int place = SOURCES.indexOf(source);
        if (place < 0) {
            throw new IllegalArgumentException("source: expected one of " + SOURCES + ", got '" + source + "'");
        }
        return place % partitions;
    }
}
