package dev.segue.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ImagesTest {

    static final List<String> SERVICES =
            TopicAccess.ALL.stream().map(TopicAccess::service).toList();

    @Test
    void baseImageIsPinnedAndOfTheJavaThatCompiles() {
        // When
        String base = Images.property("quarkus.jib.base-jvm-image");
        // Then
        assertThat(base).matches("eclipse-temurin:25\\.\\d+\\.\\d+_\\d+-jre-[a-z]+(@sha256:[0-9a-f]{64})?");
    }

    @Test
    void imagesRunAsTheUserOfTheManifests() {
        // When
        String user = Images.property("quarkus.jib.user");
        // Then
        assertThat(Manifest.resourcesOf(Path.of("base")).stream().filter(Manifest::isWorkload))
                .isNotEmpty()
                .allMatch(workload ->
                        workload.pod().at("/securityContext/runAsUser").asText().equals(user));
    }

    @Test
    void namesAndTagsFollowFromTheModule() {
        assertThat(Images.property("quarkus.container-image.group")).isEqualTo(Images.GROUP);
        assertThat(Images.property("quarkus.container-image.name")).isEqualTo("${project.artifactId}");
        assertThat(Images.property("quarkus.container-image.tag")).isEqualTo("${project.version}");
        assertThat(Images.property("quarkus.container-image.builder")).isEqualTo("jib");
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void aServiceIsOneThatTheProfileActsIn(String service) {
        // Given
        Path module = Path.of("../services", service);
        assumeTrue(Files.exists(module.resolve("src/main/resources")), service + " has no sources here");
        // Then
        assertThat(module.resolve("src/main/resources/application.properties")).exists();
        assertThat(Manifest.read(module.resolve("pom.xml"))).contains("<artifactId>segue-" + service + "</artifactId>");
    }
}
