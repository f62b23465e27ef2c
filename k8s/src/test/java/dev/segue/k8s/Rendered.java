package dev.segue.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An overlay as a cluster would get it, rendered by the kustomize in kubectl.
final class Rendered {

    private Rendered() {}

    /// Skips the calling test where there is no kubectl.
    static List<Manifest> overlay(String name) throws IOException, InterruptedException {
        assumeTrue(onPath("kubectl"), "kubectl is not on the PATH: overlays are not rendered, only base is checked");
        Path errors = Files.createTempFile("kustomize", ".err");
        try {
            Process process = new ProcessBuilder("kubectl", "kustomize", "overlays/" + name)
                    .redirectError(errors.toFile())
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Manifest.read(errors)).isZero();
            return Manifest.parse(text);
        } finally {
            Files.delete(errors);
        }
    }

    static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
