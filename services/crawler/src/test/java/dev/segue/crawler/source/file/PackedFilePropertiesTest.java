package dev.segue.crawler.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class PackedFilePropertiesTest {

    @Property(tries = 100)
    void everyPackingGivesTheSameFindings(@ForAll @Size(max = 12) List<@StringLength(max = 30) String> titles)
            throws IOException {
        // Given
        Path folder = Files.createTempDirectory("packed");
        var dump = new Dump(folder);
        var slice = new StringBuilder("{\"playlists\": [");
        for (int i = 0; i < titles.size(); i++) {
            slice.append(i == 0 ? "" : ",")
                    .append("{\"pid\":")
                    .append(i)
                    .append(",\"name\":\"")
                    .append(wellFormed(titles.get(i)))
                    .append("\",\"tracks\":[{\"track_uri\":\"segue:track:")
                    .append(i)
                    .append("\"}]}");
        }
        String text = slice.append("]}").toString();

        // When
        var readings = List.of("a.json", "a.json.gz", "a.json.zst").stream()
                .map(name -> {
                    dump.write(name, text);
                    return dump.read(name);
                })
                .toList();

        // Then
        assertThat(readings.get(0).playlists()).hasSameSizeAs(titles);
        assertThat(readings.get(1).playlists()).isEqualTo(readings.get(0).playlists());
        assertThat(readings.get(2).playlists()).isEqualTo(readings.get(0).playlists());
        for (String name : List.of("a.json", "a.json.gz", "a.json.zst")) {
            Files.delete(folder.resolve(name));
        }
        Files.delete(folder);
    }

    private static String wellFormed(String title) {
        return new String(title.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace("\\", "\\\\")
                .replace("\"", "\\\"");
    }

    @Property(tries = 2000)
    void theGuardAgreesWithTheJdkOnWhatIsUtf8(@ForAll byte[] bytes) throws IOException {
        // Given
        var guard = new Utf8Guard(new ByteArrayInputStream(bytes));
        boolean isUtf8 = isUtf8(bytes);

        // When
        byte[] passed = guard.readAllBytes();
        var malformed = guard.takeBefore(Long.MAX_VALUE);

        // Then
        assertThat(malformed == null).isEqualTo(isUtf8);
        assertThat(isUtf8(passed)).isTrue();
        if (isUtf8 && !startsWithMark(bytes)) {
            assertThat(passed).isEqualTo(bytes);
        }
    }

    @Property(tries = 200)
    void theGuardPassesTextOfAnyLengthWhateverThePiecesItComesIn(
            @ForAll @StringLength(min = 1, max = 40) String piece,
            @ForAll @net.jqwik.api.constraints.IntRange(min = 1, max = 7) int step)
            throws IOException {
        // Given
        byte[] bytes = new String(piece.repeat(4000).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace("\uFEFF", "")
                .getBytes(StandardCharsets.UTF_8);
        var slow = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 8191 * step));
            }
        };

        // When
        var guard = new Utf8Guard(slow);
        var out = new ByteArrayOutputStream();
        guard.transferTo(out);

        // Then
        assertThat(out.toByteArray()).isEqualTo(bytes);
        assertThat(guard.takeBefore(Long.MAX_VALUE)).isNull();
    }

    private static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
