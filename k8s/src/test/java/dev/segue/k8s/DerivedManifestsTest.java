package dev.segue.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.schemas.Topics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class DerivedManifestsTest {

    static final List<TopicAccess> SERVICES = TopicAccess.ALL;

    private static final Path ALERTS = Path.of("../infra/monitoring/alerts.yaml");

    @Test
    void topicsAreThoseOfTheCode() throws IOException {
        assertCommitted(Path.of("base/topics.yaml"), DerivedManifests.topics());
    }

    @Test
    void usersHaveTheRightsOfTheirServices() throws IOException {
        assertCommitted(Path.of("base/users.yaml"), DerivedManifests.users());
    }

    @Test
    void alertsAreThoseOfMonitoring() throws IOException {
        assertCommitted(
                Path.of("components/monitoring/prometheus-rule.yaml"),
                DerivedManifests.prometheusRule(Manifest.read(ALERTS)));
    }

    @Test
    void aChangedTopicShowsAsADifference() {
        // Given
        String committed = DerivedManifests.topics().replace("partitions: 4", "partitions: 5");
        // When
        boolean same = committed.equals(DerivedManifests.topics());
        // Then
        assertThat(same).isFalse();
    }

    @Test
    void refusesAlertsWithoutGroups() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DerivedManifests.prometheusRule("rules: []"))
                .withMessageContaining("expected a list 'groups'");
    }

    /// The table of rights and the code that needs them stay one: a constant of `Topics` that a service's sources name
    /// is a topic that it reads or writes.
    @ParameterizedTest
    @FieldSource("SERVICES")
    void aServiceMayUseExactlyTheTopicsThatItsCodeNames(TopicAccess access) throws IOException {
        // Given
        Path sources = Path.of("../services/" + access.service() + "/src/main/java");
        assumeTrue(Files.isDirectory(sources), access.service() + " has no sources here");
        // When
        var named = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String text = Manifest.read(file);
                for (String constant : topicConstants()) {
                    if (text.matches("(?s).*\\bTopics\\." + constant + "\\b.*")) {
                        named.add(constant);
                    }
                }
            }
        }
        // Then
        var allowed = new TreeSet<String>();
        for (String constant : topicConstants()) {
            if (Stream.concat(access.reads().stream(), access.writes().stream())
                    .anyMatch(topic -> topic.equals(topic(constant)))) {
                allowed.add(constant);
            }
        }
        assertThat(named)
                .as("topics named in %s; TopicAccess says which of them it may read and write", sources)
                .isEqualTo(allowed);
    }

    private static Set<String> topicConstants() {
        var names = new TreeSet<String>();
        for (Field field : Topics.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType().equals(dev.segue.schemas.Topic.class)) {
                names.add(field.getName());
            }
        }
        return names;
    }

    private static Object topic(String constant) {
        try {
            return Topics.class.getField(constant).get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertCommitted(Path file, String derived) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, derived);
        }
        assertThat(Manifest.read(file))
                .as("%s follows from code; regenerate it with -Dgolden.update=true as its second line says", file)
                .isEqualTo(derived);
    }
}
