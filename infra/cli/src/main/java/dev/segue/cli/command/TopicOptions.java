package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.verification.log.KafkaLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/// Options of the subcommands that read topics: which broker, and how to reach it.
final class TopicOptions {

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Read the topics of this Kafka. Default: that of the platform in the home.")
    private Optional<String> bootstrapServers = Optional.empty();

    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "Properties for Kafka's clients, for security and the like.")
    private Optional<Path> clientConfig = Optional.empty();

    /// Whether the platform of the home is not the one that is meant.
    boolean isElsewhere() {
        return bootstrapServers.isPresent();
    }

    /// @throws CommandFailure when no platform runs and no broker was named, or the file cannot be read
    KafkaLog open(Surroundings surroundings, Answering answering) {
        String servers = bootstrapServers.orElseGet(() -> answering.running().bootstrapServers());
        return new KafkaLog(servers, client(surroundings));
    }

    private Map<String, String> client(Surroundings surroundings) {
        var settings = new TreeMap<String, String>();
        if (clientConfig.isPresent()) {
            Path file = surroundings.workingDirectory().resolve(clientConfig.get());
            var properties = new Properties();
            try (var in = Files.newBufferedReader(file)) {
                properties.load(in);
            } catch (IOException | IllegalArgumentException e) {
                throw new CommandFailure(
                        ExitCode.USAGE, "--client-config: expected a file of properties, got " + file + ": " + e);
            }
            properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        }
        return settings;
    }
}
