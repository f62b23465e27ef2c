package dev.segue.local.supervisor;

import dev.segue.local.broker.EmbeddedBroker;
import dev.segue.local.supervisor.Component.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The broker and the five services as the processes of one machine: what they are run with, and how much memory.
public final class Platform {

    /// Name of the broker's process.
    public static final String BROKER = "broker";

    /// Name of the service that answers people.
    public static final String RECOMMENDER = "recommender";

    /// Names of the services, in the order data flows.
    public static final List<String> SERVICES = List.of("crawler", "preprocessor", "trainer", "indexer", RECOMMENDER);

    /// Heaps in MiB. The platform as a whole stays below 4 GiB resident with room for what the JVMs, RocksDB, Lucene's
    /// mapped files and ONNX Runtime hold outside of them.
    private static final Map<String, Integer> HEAPS = Map.of(
            BROKER, 384, "crawler", 384, "preprocessor", 512, "trainer", 1024, "indexer", 512, "recommender", 768);

    private Platform() {}

    /// What a platform is started with.
    ///
    /// @param home its folder
    /// @param repository where the built services are
    /// @param java the program every process runs on
    /// @param brokerClassPath holds [EmbeddedBroker] and what it needs
    /// @param ports of every process by its name, all free
    /// @param minimumSaves saves below which a playlist is filtered out; empty for the preprocessor's default
    public record Settings(
            Home home,
            Path repository,
            Path java,
            String brokerClassPath,
            Map<String, Integer> ports,
            Optional<Long> minimumSaves) {

        public Settings {
            ports = Map.copyOf(ports);
        }

        int port(String name) {
            Integer port = ports.get(name);
            if (port == null) {
                throw new IllegalArgumentException("Expected a port for " + name + ", got " + ports);
            }
            return port;
        }
    }

    /// `host:port` of the broker.
    public static String bootstrapServers(Settings settings) {
        return "127.0.0.1:" + settings.port(BROKER);
    }

    /// The services that are not built, as the files that are missing.
    public static List<Path> missing(Path repository) {
        return SERVICES.stream()
                .map(service -> runner(repository, service))
                .filter(runner -> !Files.isRegularFile(runner))
                .toList();
    }

    /// The processes, the broker first.
    public static List<Component> components(Settings settings) {
        var components = new ArrayList<Component>();
        components.add(broker(settings));
        SERVICES.forEach(service -> components.add(service(settings, service)));
        return components;
    }

    private static Component broker(Settings settings) {
        int port = settings.port(BROKER);
        var command = java(settings, BROKER);
        // A broker moves bytes: the first compiler is enough for that, and halves the processor time of its start.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(
                "-cp",
                settings.brokerClassPath(),
                EmbeddedBroker.class.getName(),
                settings.home().broker().toString(),
                Integer.toString(port)));
        return new Component(
                BROKER, command, Map.of(), port, Optional.empty(), new Readiness.Prints(EmbeddedBroker.READY));
    }

    private static Component service(Settings settings, String name) {
        int port = settings.port(name);
        URI url = URI.create("http://127.0.0.1:" + port);
        var command = java(settings, name);
        command.addAll(List.of("-jar", runner(settings.repository(), name).toString()));

        var environment = new LinkedHashMap<String, String>();
        environment.put("SEGUE_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers(settings));
        environment.put("SEGUE_ARTEFACTS_ROOT", settings.home().artefacts().toString());
        environment.put("SEGUE_STATE_DIRECTORY", settings.home().state(name).toString());
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_BANNER_ENABLED", "false");
        environment.put("QUARKUS_CONSOLE_COLOR", "false");
        environment.put("QUARKUS_LOG_CONSOLE_FORMAT", "%d{HH:mm:ss} %-5p %c{1}: %s%e%n");
        if (name.equals("preprocessor")) {
            // Static membership: after a restart it has its partitions at once, not when its former self times out.
            environment.put("SEGUE_KAFKA_CLIENT__GROUP_INSTANCE_ID_", "local");
            settings.minimumSaves()
                    .ifPresent(saves -> environment.put("SEGUE_PREPROCESSOR_MINIMUM_SAVES", Long.toString(saves)));
        }
        return new Component(
                name,
                command,
                environment,
                port,
                Optional.of(url),
                new Readiness.Answers(url.resolve("/q/health/ready")));
    }

    private static Path runner(Path repository, String service) {
        return repository.resolve("services").resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
    }

    private static List<String> java(Settings settings, String name) {
        var command = new ArrayList<String>();
        command.add(settings.java().toString());
        // The mark stands first: systems cut long command lines, and left-overs are known by it.
        command.add(settings.home().mark());
        command.add("-Xmx" + HEAPS.get(name) + "m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:+UseCompactObjectHeaders");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(flags());
        return command;
    }

    private static List<String> flags() {
        try (var resource = Platform.class.getResourceAsStream("jvm.flags")) {
            if (resource == null) {
                throw new IllegalStateException("The build left out jvm.flags");
            }
            return List.of(new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split(" +"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
