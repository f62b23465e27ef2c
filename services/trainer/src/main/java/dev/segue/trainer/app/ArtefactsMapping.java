package dev.segue.trainer.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/// Where finished models and indexes are.
@ConfigMapping(prefix = "segue.artefacts")
interface ArtefactsMapping {

    @WithDefault(".segue/artefacts")
    Path root();
}
