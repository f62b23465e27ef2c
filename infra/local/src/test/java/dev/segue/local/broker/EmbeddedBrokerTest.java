package dev.segue.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.SegueException;
import dev.segue.local.LoopbackPorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EmbeddedBrokerTest {

    private static final String TOPIC = "reggae.v1";

    @Test
    void keepsItsRecordsWhenItStartsAgainOnAnotherPort(@TempDir Path home) throws Exception {
        // Given
        Path folder = home.resolve("kafka");
        int firstPort;
        try (var first = EmbeddedBroker.start(folder, EmbeddedBroker.ANY_PORT)) {
            firstPort = first.port();
            createTopic(first.bootstrapServers());
            produce(first.bootstrapServers(), "jamming", "exodus");
        }

        // When
        try (var second = EmbeddedBroker.start(folder, EmbeddedBroker.ANY_PORT)) {

            // Then
            assertThat(second.port()).isNotEqualTo(firstPort);
            produce(second.bootstrapServers(), "natural mystic");
            assertThat(read(second.bootstrapServers(), 3)).containsExactly("jamming", "exodus", "natural mystic");
        }
    }

    @Test
    void keepsAcknowledgedRecordsWhenItsProcessIsKilled(@TempDir Path home) throws Exception {
        // Given
        Path folder = home.resolve("kafka");
        Process victim = startProcess(folder);
        String bootstrap = awaitReady(victim);
        createTopic(bootstrap);
        produce(bootstrap, "jamming", "exodus");

        // When
        victim.destroyForcibly().waitFor();
        Process heir = startProcess(folder);

        // Then
        try {
            String again = awaitReady(heir);
            produce(again, "natural mystic");
            assertThat(read(again, 3)).containsExactly("jamming", "exodus", "natural mystic");
        } finally {
            heir.destroy();
            assertThat(heir.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void takesRecordsOfSixtyMebibytes(@TempDir Path home) throws Exception {
        // Given
        try (var broker = EmbeddedBroker.start(home.resolve("kafka"), EmbeddedBroker.ANY_PORT)) {
            createTopic(broker.bootstrapServers());
            String large = "x".repeat(60 << 20);

            // When
            produce(broker.bootstrapServers(), large);

            // Then
            assertThat(read(broker.bootstrapServers(), 1)).singleElement().satisfies(value -> assertThat(value)
                    .hasSize(60 << 20));
        }
    }

    @Test
    void refusesAFolderThatHoldsSomethingElse(@TempDir Path home) throws IOException {
        // Given
        Files.writeString(home.resolve("holiday.txt"), "not Kafka's");

        // When / Then
        assertThatThrownBy(() -> EmbeddedBroker.start(home, EmbeddedBroker.ANY_PORT))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("holiday.txt");
    }

    @Test
    void refusesAFolderThatAnotherBrokerHolds(@TempDir Path home) {
        // Given
        Path folder = home.resolve("kafka");
        try (var holder = EmbeddedBroker.start(folder, EmbeddedBroker.ANY_PORT)) {

            // When / Then
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, EmbeddedBroker.ANY_PORT))
                    .isInstanceOf(SegueException.class)
                    .hasMessageContaining("lock");
            assertThat(LoopbackPorts.isFree(holder.port())).isFalse();
        }
    }

    @Test
    void refusesATakenPort(@TempDir Path home) {
        // Given
        try (var holder = EmbeddedBroker.start(home.resolve("one"), EmbeddedBroker.ANY_PORT)) {

            // When / Then
            assertThatThrownBy(() -> EmbeddedBroker.start(home.resolve("two"), holder.port()))
                    .isInstanceOf(SegueException.class)
                    .hasMessageContaining("port " + holder.port());
        }
    }

    private static Process startProcess(Path folder) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedBroker.class.getName(),
                        folder.toString(),
                        "0")
                .redirectErrorStream(true)
                .start();
    }

    private static String awaitReady(Process broker) throws IOException {
        var seen = new ArrayList<String>();
        var lines = new BufferedReader(broker.inputReader(StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            if (line.startsWith(EmbeddedBroker.READY)) {
                return line.substring(EmbeddedBroker.READY.length());
            }
        }
        throw new AssertionError("The broker ended before it was ready: " + seen);
    }

    private static void createTopic(String bootstrap) throws Exception {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap))) {
            var topic = new NewTopic(TOPIC, 1, (short) 1).configs(Map.of("max.message.bytes", "67108864"));
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    private static void produce(String bootstrap, String... values) throws Exception {
        var settings = Map.<String, Object>of(
                "bootstrap.servers", bootstrap, "max.request.size", 64 << 20, "buffer.memory", 128L << 20);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(TOPIC, value)).get();
            }
        }
    }

    private static List<String> read(String bootstrap, int expected) {
        var settings = Map.<String, Object>of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest");
        var values = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (values.size() < expected && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
