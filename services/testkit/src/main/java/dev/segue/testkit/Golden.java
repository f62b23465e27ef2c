package dev.segue.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Comparison with a file under version control, which is what was meant until somebody says otherwise.
///
/// With `-Dgolden.update=true` the file is rewritten and the assertion holds; the change is then seen in review.
public final class Golden {

    private static final String UPDATE = "golden.update";

    private Golden() {}

    /// Compares text.
    ///
    /// @param file relative to the module, as `src/test/resources/golden/neighbours.txt`
    /// @param actual compared character by character
    public static void assertGolden(String file, String actual) {
        Path path = Path.of(file);
        if (updating()) {
            write(path, actual.getBytes(StandardCharsets.UTF_8));
            return;
        }
        assertThat(actual).as(hint(path)).isEqualTo(readText(path));
    }

    /// Compares bytes.
    ///
    /// @param file relative to the module
    /// @param actual compared byte by byte
    public static void assertGoldenBytes(String file, byte[] actual) {
        Path path = Path.of(file);
        if (updating()) {
            write(path, actual);
            return;
        }
        try {
            requireThere(path);
            assertThat(actual).as(hint(path)).isEqualTo(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the golden file " + path, e);
        }
    }

    private static boolean updating() {
        return Boolean.getBoolean(UPDATE);
    }

    private static String hint(Path path) {
        return "differs from " + path + "; if the new content is meant, run again with -D" + UPDATE + "=true";
    }

    private static String readText(Path path) {
        try {
            requireThere(path);
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the golden file " + path, e);
        }
    }

    private static void requireThere(Path path) {
        assertThat(path)
                .as("golden file; to write it the first time, run with -D" + UPDATE + "=true")
                .exists();
    }

    private static void write(Path path, byte[] content) {
        try {
            Path parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the golden file " + path, e);
        }
    }
}
