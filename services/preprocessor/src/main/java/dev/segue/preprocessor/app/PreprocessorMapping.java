package dev.segue.preprocessor.app;

import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What is cleaned, what is counted and how fast, as it is written; [PreprocessorConfig] is what became of it.
@ConfigMapping(prefix = "segue.preprocessor")
interface PreprocessorMapping {

    /// Fewest saves of a playlist whose saves are known.
    @WithDefault("15")
    long minimumSaves();

    /// `keep` or `drop` playlists whose source does not tell their saves.
    @WithDefault("keep")
    UnknownSaves unknownSaves();

    /// Fewest different tracks of a playlist.
    @WithDefault("3")
    int minimumTracks();

    /// Most different tracks of a playlist.
    @WithDefault("5000")
    int maximumTracks();

    /// Fewest playlists of a track in the catalogue.
    @WithDefault("1")
    int minimumPlaylists();

    /// Entries of a track's list of neighbours.
    @WithDefault("100")
    int neighbours();

    /// Largest difference of positions of two neighbours.
    @WithDefault("10")
    int window();

    /// Between two moments of publishing changed neighbours.
    @WithDefault("200ms")
    Duration publishingInterval();

    /// Longest time a thread publishes neighbours in an interval while snapshots come in.
    @WithDefault("100ms")
    Duration publishingBudget();

    /// Between two statistics of a partition.
    @WithDefault("1s")
    Duration statisticsInterval();

    /// Between two commits: what others see is at most this old.
    @WithDefault("200ms")
    Duration commitInterval();

    /// Copies of each state store that other instances keep, so that they need not restore it when this one fails.
    @WithDefault("0")
    int standbys();

    /// Stream threads.
    @WithDefault("2")
    int threads();
}
