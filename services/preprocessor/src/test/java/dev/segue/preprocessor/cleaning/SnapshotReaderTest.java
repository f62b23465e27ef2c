package dev.segue.preprocessor.cleaning;

import static dev.segue.testkit.Playlists.playlist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.preprocessor.cleaning.SnapshotReader.Reading;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class SnapshotReaderTest {

    private static final byte[] KEY = "mpd:1".getBytes(StandardCharsets.UTF_8);
    private static final int HEADER = 10;

    private final SnapshotReader reader = new SnapshotReader();
    private final byte[] whole = AvroSerde.of(Topics.PLAYLIST_SNAPSHOTS)
            .serializer()
            .serialize("", playlist("mpd:1").of("jamming", "exodus", "kaya"));

    @Test
    void aTextThatClaimsToBeEndlessIsUnreadableAndCostsNoMemory() throws Exception {
        // Given
        byte[] poison = headerAnd(1_900_000_000L);

        // When Then
        assertThat(reader.read(KEY, poison)).isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void aTextOfNegativeLengthIsUnreadable() throws Exception {
        // Given
        byte[] poison = headerAnd(-5);

        // When Then
        assertThat(reader.read(KEY, poison)).isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void anEndlessListOfTracksIsUnreadableAndCostsNoMemory() throws Exception {
        // Given
        int tracks = indexOf(whole, "track:jamming".getBytes(StandardCharsets.UTF_8)) - 2;
        var bytes = new ByteArrayOutputStream();
        bytes.write(whole, 0, tracks);
        bytes.write(varint(1_900_000_000L));

        // When Then
        assertThat(reader.read(KEY, bytes.toByteArray())).isInstanceOf(Reading.Unreadable.class);
    }

    @Test
    void bytesChangedAnywhereNeverThrow() {
        // Given
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int j = 0; j <= random.nextInt(3); j++) {
                damaged[HEADER + random.nextInt(damaged.length - HEADER)] = (byte) random.nextInt();
            }

            // When Then
            assertThat(reader.read(KEY, damaged)).isNotNull();
        }
    }

    private byte[] headerAnd(long length) throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.write(whole, 0, HEADER);
        bytes.write(varint(length));
        return bytes.toByteArray();
    }

    private static byte[] varint(long value) throws Exception {
        var bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        encoder.writeLong(value);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static int indexOf(byte[] in, byte[] what) {
        for (int i = 0; i + what.length <= in.length; i++) {
            if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        throw new AssertionError("Not found");
    }
}
