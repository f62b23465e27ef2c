package dev.segue.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The version of the code that runs, for manifests and logs.
public final class CodeVersion {

    private CodeVersion() {}

    /// As the build wrote it, for example `0.1.0-SNAPSHOT`.
    public static String current() {
        try (InputStream in = CodeVersion.class.getResourceAsStream("build.properties")) {
            if (in == null) {
                throw new IllegalStateException("The platform's jar lacks build.properties");
            }
            var build = new Properties();
            build.load(in);
            return build.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read build.properties", e);
        }
    }
}
