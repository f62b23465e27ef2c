package dev.segue.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.search.Shipment.Received;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShipmentTest {

    private final Shipment shipment = new Shipment();
    private Path folder = Path.of("");

    @BeforeEach
    void folder(@TempDir Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("source/segments"));
    }

    @Test
    void fetchesAFileOnceWhateverItIsCalled() throws Exception {
        // Given
        Shipment.File stays = file("segments/_0.cfs", "vectors");
        shipment.receive(source(), List.of(stays), folder.resolve("first"));
        Shipment.File again = new Shipment.File("segments/_7.cfs", stays.bytes(), stays.sha256());
        Shipment.File news = file("segments/_1.cfs", "more");

        // When
        Received second = shipment.receive(source(), List.of(again, news), folder.resolve("second"));

        // Then
        assertThat(second).isEqualTo(new Received(1, 4, 1));
        assertThat(folder.resolve("second/segments/_7.cfs")).hasContent("vectors");
        assertThat(folder.resolve("second/segments/_1.cfs")).hasContent("more");
    }

    @Test
    void fetchesAgainWhatWasThrownAway() throws Exception {
        // Given
        Shipment.File file = file("segments/_0.cfs", "vectors");
        shipment.receive(source(), List.of(file), folder.resolve("first"));
        Files.delete(folder.resolve("first/segments/_0.cfs"));

        // When
        Received second = shipment.receive(source(), List.of(file), folder.resolve("second"));

        // Then
        assertThat(second).isEqualTo(new Received(1, 7, 0));
    }

    @Test
    void refusesAFileThatIsNotWhatItsManifestSays() throws Exception {
        // Given
        Shipment.File file = file("segments/_0.cfs", "vectors");
        Files.writeString(source().resolve("segments/_0.cfs"), "Vectors");

        // When // Then
        assertRefused(file, "expected SHA-256 " + file.sha256() + ", got ");
        assertThat(folder.resolve("target/segments/_0.cfs")).doesNotExist();
        assertRefused(new Shipment.File("segments/none", 1, "00"), "expected a file, got none");
    }

    private void assertRefused(Shipment.File file, String why) {
        assertThatThrownBy(() -> shipment.receive(source(), List.of(file), folder.resolve("target")))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARTEFACT_CORRUPT))
                .hasMessageContaining(why);
    }

    private Path source() {
        return folder.resolve("source");
    }

    private Shipment.File file(String path, String content) throws Exception {
        Files.writeString(source().resolve(path), content);
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return new Shipment.File(
                path,
                bytes.length,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }
}
