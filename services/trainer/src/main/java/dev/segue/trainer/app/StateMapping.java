package dev.segue.trainer.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/// Where a service keeps what it can make again.
@ConfigMapping(prefix = "segue.state")
interface StateMapping {

    /// Here: native libraries, unpacked.
    @WithDefault(".segue/state/trainer")
    Path directory();
}
