package dev.segue.indexer.app;

import dev.segue.testkit.Broker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A broker and folders for a service under test.
public final class RunningBroker implements QuarkusTestResourceLifecycleManager {

    private @Nullable Broker broker;
    private @Nullable Path folder;

    @Override
    public Map<String, String> start() {
        Broker started = Broker.start();
        broker = started;
        try {
            Path made = Files.createTempDirectory("segue-indexer");
            folder = made;
            return Map.of(
                    "segue.kafka.bootstrap-servers", started.bootstrapServers(),
                    "segue.artefacts.root", made.resolve("artefacts").toString(),
                    "segue.state.directory", made.resolve("state").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.close();
        }
        if (folder != null) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
