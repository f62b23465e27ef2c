package dev.segue.crawler.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The crawler's own configuration as it is written; [CrawlerSettings] is what became of it.
@ConfigMapping(prefix = "segue.crawler")
interface CrawlerConfig {

    Imports imports();

    /// Imports of files.
    interface Imports {

        /// Folders that may be imported from; left out, all that the process can read.
        Optional<List<Path>> roots();

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
