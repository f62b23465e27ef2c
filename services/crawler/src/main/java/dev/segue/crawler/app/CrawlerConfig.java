package dev.segue.crawler.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The crawler's own configuration as it is written; [CrawlerSettings] is what became of it.
@ConfigMapping(prefix = "segue.crawler")
interface CrawlerConfig {

    Imports imports();

    Live live();

    /// Continuous crawling of live sources.
    interface Live {

        /// An address that services can write to, as `mailto:…` or a web page; sent with every request. Without one no
        /// live source is crawled.
        Optional<String> contact();

        Sources sources();

        /// Whether a source without keywords begins with those that come with the crawler.
        @WithDefault("true")
        boolean starterKeywords();

        /// Most playlists of a listing when nobody says otherwise.
        @WithDefault("200")
        int listingLimit();

        /// Whether the curators of what is found are looked at too.
        @WithDefault("false")
        boolean followCurators();

        /// Whether tracks whose recording is not known are looked up, one by one.
        @WithDefault("true")
        boolean identify();

        /// How long the right to crawl a source holds without being renewed.
        @WithDefault("8s")
        Duration lease();

        /// How long the others wait for a crawler that is silent.
        @WithDefault("8s")
        Duration session();

        /// From a request to the last byte of its answer.
        @WithDefault("30s")
        Duration deadline();

        /// Largest answer, unpacked.
        @WithDefault("128M")
        MemorySize largestAnswer();

        /// PEM files of certificates that sources are trusted by, instead of those of the JDK.
        Optional<List<Path>> trustedCertificates();

        Revisit revisit();

        Caps caps();
    }

    /// The live sources, each by its name.
    interface Sources {

        SourceConfig listenbrainz();

        SourceConfig deezer();

        SourceConfig spotify();

        SourceConfig musicbrainz();

        default SourceConfig named(String source) {
            return switch (source) {
                case "listenbrainz" -> listenbrainz();
                case "deezer" -> deezer();
                case "spotify" -> spotify();
                case "musicbrainz" -> musicbrainz();
                default -> throw new IllegalArgumentException("source: expected a known one, got " + source);
            };
        }
    }

    /// When to look again.
    interface Revisit {

        /// At what is new.
        @WithDefault("1d")
        Duration first();

        /// At least between two looks.
        @WithDefault("1h")
        Duration shortest();

        /// At most between two looks.
        @WithDefault("30d")
        Duration longest();

        /// At keywords and users.
        @WithDefault("1d")
        Duration listing();

        /// From a look that missed a playlist to the one that confirms it.
        @WithDefault("1h")
        Duration confirm();
    }

    /// What is published.
    interface Caps {

        /// Playlists of one curator at most.
        @WithDefault("500")
        int playlists();

        /// Near-identical playlists of one curator at most.
        @WithDefault("3")
        int nearIdentical();

        /// Near-identical playlists of all curators together at most, up to 16.
        @WithDefault("10")
        int copies();

        /// Similarity of track sets from which playlists are near-identical, 0 to 1.
        @WithDefault("0.9")
        double similarity();
    }

    /// One live source; what is left out is as the source documents it.
    interface SourceConfig {

        Optional<Boolean> enabled();

        /// Scheme, host and port of its API.
        Optional<URI> baseUri();

        /// Requests in any stretch of time, as 50/5s, or unlimited.
        Optional<String> budget();

        /// UTC, as 22:00-06:00.
        Optional<String> quietHours();

        Optional<Integer> concurrency();

        /// Where tokens are got; Spotify only.
        Optional<URI> accountsUri();

        /// Of the operator's own application; Spotify only.
        Optional<String> clientId();

        /// Of the operator's own application; Spotify only. Never logged.
        Optional<String> clientSecret();
    }

    /// Imports of files.
    interface Imports {

        /// Folders that may be imported from; left out, all that the process can read.
        Optional<List<Path>> roots();

        /// Folders that are looked at now and then, and imported when their files have changed.
        Optional<List<Path>> watched();

        /// From one look at the watched folders to the next.
        @WithDefault("30s")
        Duration watchEvery();

        /// Records between two checkpoints of a file: what a crash repeats at most.
        @WithDefault("500")
        int checkpointRecords();

        /// Bytes under way to the broker.
        @WithDefault("16M")
        MemorySize inFlight();

        /// Largest playlist, as its record is encoded.
        @WithDefault("65000K")
        MemorySize largestPlaylist();

        /// Rows held in memory while a table is sorted.
        @WithDefault("8M")
        MemorySize sortMemory();

        /// Imports that may wait.
        @WithDefault("1000")
        int maxWaiting();

        /// Ended imports whose reports are kept.
        @WithDefault("100")
        int kept();
    }
}
