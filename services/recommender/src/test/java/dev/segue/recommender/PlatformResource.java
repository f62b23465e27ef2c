package dev.segue.recommender;

import dev.segue.testkit.Broker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A broker and an artefact store with made-up music in them, there before the recommender starts.
public class PlatformResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable Broker broker;
    private @Nullable RecordShop shop;

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("segue-recommender");
            Broker started = Broker.start();
            var opened = new RecordShop(started, folder.resolve("artefacts"));
            opened.openForBusiness();
            opened.release("scenes-1", "index-1");
            broker = started;
            shop = opened;
            var settings = new HashMap<>(settings());
            settings.put("segue.kafka.bootstrap-servers", started.bootstrapServers());
            settings.put("segue.artefacts.root", folder.resolve("artefacts").toString());
            settings.put("segue.state.directory", folder.resolve("state").toString());
            settings.put("segue.recommender.refresh-interval", "20ms");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Settings beside those that every platform needs.
    Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(shop, new TestInjector.MatchesType(RecordShop.class));
        injector.injectIntoFields(broker, new TestInjector.MatchesType(Broker.class));
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.close();
        }
    }
}
