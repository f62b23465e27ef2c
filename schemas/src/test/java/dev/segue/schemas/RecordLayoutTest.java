package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.schemas.avro.TrackNeighbours;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RecordLayoutTest {

    private static final RecordLayout SNAPSHOT = RecordLayout.of(PlaylistSnapshot.class);

    @TestFactory
    Stream<DynamicTest> findsTheEndOfEveryRecordItCanLayOut() {
        return Stream.of(PlaylistSnapshot.class, CleanPlaylist.class, CatalogueTrack.class, TrackNeighbours.class)
                .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> findsTheEnd(type)));
    }

    private static void findsTheEnd(Class<? extends SpecificRecord> type) {
        // Given
        byte[] bytes = sample(type);
        RecordLayout layout = RecordLayout.of(type);
        int[] starts = new int[layout.fields()];

        // When
        int end = layout.locate(bytes, RecordLayout.HEADER, starts);

        // Then
        assertThat(layout.isWrittenHere(bytes)).isTrue();
        assertThat(end).isEqualTo(bytes.length);
        assertThat(starts[0]).isEqualTo(RecordLayout.HEADER);
        assertThat(starts).isSorted();
    }

    @Test
    void findsFieldsOfTheRecordsInAnArray() {
        // Given
        var wire = Wire.of(PlaylistSnapshot.class);
        byte[] bytes = sample(PlaylistSnapshot.class);
        SnapshotTrack first = wire.require(bytes).getTracks().getFirst();
        int[] starts = new int[SNAPSHOT.fields()];
        RecordLayout track = SNAPSHOT.itemsOf("tracks");
        int[] trackStarts = new int[track.fields()];

        // When
        SNAPSHOT.locate(bytes, RecordLayout.HEADER, starts);
        int tracks = starts[SNAPSHOT.field("tracks")];
        int from = AvroBytes.afterNumber(bytes, tracks);
        int end = track.locate(bytes, from, trackStarts);

        // Then
        assertThat(AvroBytes.itemCount(bytes, tracks))
                .isEqualTo(wire.require(bytes).getTracks().size());
        assertThat(text(bytes, trackStarts[track.field("trackId")])).isEqualTo(first.getTrackId());
        assertThat(text(bytes, trackStarts[track.field("title")])).isEqualTo(first.getTitle());
        assertThat(Wire.of(SnapshotTrack.class).within(bytes, from, end)).isEqualTo(first);
    }

    @Test
    void bytesThatBreakOffAnywhereAreRefused() {
        // Given
        byte[] bytes = sample(PlaylistSnapshot.class);

        for (int length = RecordLayout.HEADER; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);

            // When Then
            assertThatThrownBy(() -> SNAPSHOT.locate(cut, RecordLayout.HEADER, new int[SNAPSHOT.fields()]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void numbersAreWrittenAndReadAsAvroDoes() {
        // Given
        byte[] bytes = new byte[AvroBytes.LONGEST_NUMBER];
        for (long number : List.of(0L, -1L, 1L, 63L, 64L, -65L, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE)) {
            // When
            int end = AvroBytes.putNumber(bytes, 0, number);

            // Then
            assertThat(AvroBytes.number(bytes, 0)).isEqualTo(number);
            assertThat(AvroBytes.afterNumber(bytes, 0)).isEqualTo(end);
        }
        assertThat(AvroBytes.putNumber(bytes, 0, 64)).isEqualTo(2);
        assertThat(bytes).startsWith(0x80, 0x01);
    }

    @Test
    void aNumberOfMoreBytesThanItNeedsIsRefused() {
        // When Then
        assertThatThrownBy(() -> AvroBytes.number(new byte[] {(byte) 0x82, 0}, 0))
                .hasMessageContaining("as few bytes as it needs");
        assertThatThrownBy(() -> AvroBytes.afterNumber(new byte[] {(byte) 0x82, 0}, 0))
                .hasMessageContaining("as few bytes as it needs");
    }

    @Test
    void aTextThatClaimsMoreThanThereIsIsRefused() {
        // When Then
        assertThatThrownBy(() -> AvroBytes.textLength(new byte[] {8, 'a', 'b'}, 0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("got 4");
        assertThatThrownBy(() -> AvroBytes.textLength(new byte[] {1, 'a', 'b'}, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void saysWhichFieldsCanBeCopied() {
        // Given
        RecordLayout clean = RecordLayout.of(CleanPlaylist.class);

        // When
        int[] from = SNAPSHOT.copyableTo(clean);

        // Then
        assertThat(from[clean.field("title")]).isEqualTo(SNAPSHOT.field("title"));
        assertThat(from[clean.field("tracks")]).as("records there, texts here").isEqualTo(-1);
        assertThat(from[clean.field("sourceOffset")]).as("not in a snapshot").isEqualTo(-1);
    }

    @Test
    void refusesWhatItCannotLayOut() {
        // When Then
        assertThatThrownBy(() -> RecordLayout.of(PlaylistStatistics.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MAP");
        assertThatThrownBy(() -> SNAPSHOT.field("mood")).hasMessageContaining("expected a field mood");
        assertThatThrownBy(() -> SNAPSHOT.itemsOf("title")).hasMessageContaining("title is none");
        assertThatThrownBy(() -> SNAPSHOT.requireFields("source")).hasMessageContaining("expected the fields source");
        assertThat(SNAPSHOT.isWrittenHere(sample(CleanPlaylist.class))).isFalse();
        assertThat(SNAPSHOT.isWrittenHere(new byte[3])).isFalse();
    }

    private static String text(byte[] bytes, int from) {
        return new String(
                bytes, AvroBytes.textStart(bytes, from), AvroBytes.textLength(bytes, from), StandardCharsets.UTF_8);
    }

    private static byte[] sample(Class<? extends SpecificRecord> type) {
        return Topics.ALL.stream()
                .filter(topic -> topic.value().equals(type))
                .map(RecordLayoutTest::sample)
                .findFirst()
                .orElseThrow();
    }

    private static <V extends SpecificRecord> byte[] sample(Topic<V> topic) {
        return Wire.of(topic.value()).encode(topic.value().cast(Samples.all().get(topic)));
    }
}
