package dev.segue.k8s;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// What the parent POM says of the images it builds.
final class Images {

    static final String GROUP = "segue";

    private static final Path PARENT = Path.of("../pom.xml");

    private Images() {}

    /// The version that images are tagged with.
    static String version() {
        return first("<artifactId>segue</artifactId>\\s*<version>([^<]+)</version>");
    }

    /// A property of the profile `images`.
    static String property(String name) {
        String profile = first("(<id>images</id>[\\s\\S]*?</profile>)");
        var match = Pattern.compile("<" + Pattern.quote(name) + ">([^<]*)</").matcher(profile);
        if (!match.find()) {
            throw new IllegalStateException("Profile images: expected the property " + name + ", got none");
        }
        return match.group(1);
    }

    private static String first(String pattern) {
        var match = Pattern.compile(pattern).matcher(Manifest.read(PARENT));
        if (!match.find()) {
            throw new IllegalStateException(PARENT + ": expected " + pattern + ", got none");
        }
        return match.group(1);
    }
}
