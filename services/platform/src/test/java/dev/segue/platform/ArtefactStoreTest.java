package dev.segue.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.InputOffsets;
import dev.segue.domain.Provenance;
import dev.segue.domain.SegueException;
import dev.segue.platform.ArtefactStore.Published;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtefactStoreTest {

    private static final Provenance PROVENANCE =
            new Provenance(new InputOffsets(Map.of("playlists.v1", Map.of(0, 12L, 1, 9L))), "c0ffee", "1.0", 42);

    @TempDir
    Path folder;

    private ArtefactStore store;

    @BeforeEach
    void openStore() {
        store = new ArtefactStore(folder.resolve("artefacts"));
    }

    @Test
    void opensWhatWasPublishedWithItsProvenance() throws IOException {
        // Given
        Published published = publish("m-1", "vectors");

        // When
        Published opened = store.open(published.location(), published.manifestSha256());

        // Then
        assertThat(opened.manifest()).isEqualTo(published.manifest());
        assertThat(opened.manifest().provenance()).isEqualTo(PROVENANCE);
        assertThat(opened.manifest().attributes()).containsEntry("dimension", "128");
        assertThat(opened.directory().resolve("deep/vectors.f32")).hasContent("vectors");
        assertThat(store.ids("models")).containsExactly("m-1");
    }

    @Test
    void hidesWhatIsStillStaged() throws IOException {
        // Given
        var staged = store.stage("models", "m-1");

        // When
        Files.writeString(staged.directory().resolve("half"), "…");

        // Then
        assertThat(store.ids("models")).isEmpty();
        assertThat(store.intact("models/m-1")).isNull();
        store.cleanStaging("models");
        assertThat(staged.directory()).doesNotExist();
    }

    @Test
    void refusesAChangedByteAMissingFileAndAnotherManifest() throws IOException {
        // Given
        Published published = publish("m-1", "vectors");
        Path file = published.directory().resolve("deep/vectors.f32");

        // When
        Files.writeString(file, "vectorz");

        // Then
        refused(published, published.manifestSha256(), "expected SHA-256");
        Files.writeString(file, "vector");
        refused(published, published.manifestSha256(), "expected 7 bytes, got 6");
        Files.delete(file);
        refused(published, published.manifestSha256(), "cannot be read");
        refused(published, "00", "expected a manifest with SHA-256 00");
        Files.writeString(published.directory().resolve("manifest.json"), "{");
        refused(published, published.manifestSha256(), "its manifest is not one");
    }

    @Test
    void keepsTheIntactArtefactWhenItIsPublishedAgain() throws IOException {
        // Given
        Published first = publish("m-1", "vectors");

        // When
        Published second = publish("m-1", "others");

        // Then
        assertThat(second.manifestSha256()).isEqualTo(first.manifestSha256());
        assertThat(store.open(second.location(), second.manifestSha256())).isNotNull();
    }

    @Test
    void replacesADamagedArtefactWhenItIsPublishedAgain() throws IOException {
        // Given
        Published first = publish("m-1", "vectors");
        Files.delete(first.directory().resolve("deep/vectors.f32"));

        // When
        Published second = publish("m-1", "vectors");

        // Then
        assertThat(store.open(second.location(), second.manifestSha256()).manifest())
                .isEqualTo(first.manifest());
    }

    @Test
    void neverLeavesItsRoot() throws IOException {
        Files.createDirectories(folder.resolve("outside/x"));
        Files.writeString(folder.resolve("outside/x/manifest.json"), "{}");
        Files.createDirectories(folder.resolve("artefacts/models"));
        Files.createSymbolicLink(folder.resolve("artefacts/models/x"), folder.resolve("outside/x"));

        for (String location : new String[] {"../outside", "models/../../outside/x", "models/..", "/etc/passwd", "a"}) {
            assertThatThrownBy(() -> store.open(location, "00"))
                    .isInstanceOfSatisfying(
                            SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        }
        assertThatThrownBy(() -> store.open("models/x", "00")).hasMessageContaining("leads out of the store");
    }

    private void refused(Published published, String sha256, String reason) {
        assertThatThrownBy(() -> store.open(published.location(), sha256))
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARTEFACT_CORRUPT));
    }

    private Published publish(String id, String content) throws IOException {
        var staged = store.stage("models", id);
        Files.createDirectories(staged.directory().resolve("deep"));
        Files.writeString(staged.directory().resolve("deep/vectors.f32"), content);
        return store.publish(staged, PROVENANCE, Map.of("dimension", "128"));
    }
}
