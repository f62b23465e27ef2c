package dev.segue.training.planted;

import dev.segue.platform.CodeVersion;

final class KnowsThePlatform {

    private KnowsThePlatform() {}

    static String version() {
        return CodeVersion.current();
    }
}
