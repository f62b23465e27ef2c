package dev.segue.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;

/// Whoever wrote a client against `docs/openapi-v1.yaml` can go on with what `docs/openapi.yaml` says now.
/// The promise is renewed by copying the latter over the former, once it is certain that no client breaks.
class CompatibilityTest {

    private static final Path PROMISED = Path.of("../../docs/openapi-v1.yaml");
    private static final Path NOW = Path.of("../../docs/openapi.yaml");

    @Test
    void breaksNoClient() throws IOException {
        var difference = difference(Files.readString(PROMISED), Files.readString(NOW));

        assertThat(difference.isCompatible())
                .as(
                        "missing: %s; changed in a way that breaks: %s",
                        difference.getMissingEndpoints(),
                        difference.getChangedOperations().stream()
                                .filter(changed -> changed.isIncompatible())
                                .map(changed -> changed.getHttpMethod() + " " + changed.getPathUrl())
                                .toList())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"/v1/status:, /v1/state:", "coPlaylists, playlistsShared", "maximum: 500, maximum: 50"})
    void seesAnApiThatWouldBreakThem(String before, String after) throws IOException {
        // Given
        String promised = Files.readString(PROMISED);
        String broken = promised.replace(before, after);
        assertThat(broken).as("what is changed is there").isNotEqualTo(promised);

        // When
        var difference = difference(promised, broken);

        // Then
        assertThat(difference.isIncompatible()).isTrue();
    }

    /// Read as OpenAPI 3.0, of which these descriptions use nothing but what both versions have: of 3.1 the comparison
    /// does not see what is in lists.
    private static ChangedOpenApi difference(String before, String after) {
        return OpenApiCompare.fromContents(asOf30(before), asOf30(after));
    }

    private static String asOf30(String description) {
        assertThat(description).contains("openapi: 3.1.0");
        return description.replace("openapi: 3.1.0", "openapi: 3.0.3");
    }
}
