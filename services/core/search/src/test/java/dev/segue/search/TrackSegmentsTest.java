package dev.segue.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.search.VectorIndex.Near;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.codecs.hnsw.HnswGraphProvider;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackSegmentsTest {

    private static final int DIMENSION = 16;
    private static final int TRACKS = 5000;

    @TempDir
    Path folder;

    private Path segments() {
        return folder.resolve("tracks");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void makesOneSegmentWhoseGraphFindsTheNearest(boolean quantised) throws IOException {
        // Given
        TrackSegments tracks = tracks(TRACKS, quantised);

        // When
        tracks.index();

        // Then
        assertThat(leaves()).isEqualTo(1);
        VectorRecall.Measured measured = tracks.ship(folder.resolve("snapshot"), exactly(tracks), 100);
        assertThat(measured.recall()).isGreaterThanOrEqualTo(VectorRecall.FLOOR);
        assertThat(Files.list(folder).map(path -> path.getFileName().toString()))
                .containsExactlyInAnyOrder("tracks", "snapshot");
    }

    @Test
    void followsAGraphInsteadOfReadingEachVector() {
        // Given
        TrackSegments tracks = tracks(TRACKS, false);
        tracks.index();

        // When
        double narrow;
        try (var index = LuceneVectors.open(segments(), DIMENSION, tracks.settings())) {
            narrow = VectorRecall.measure(
                    (question, k) -> index.nearest(question, k, IdFilter.ALL, 1), exactly(tracks), questions());
        }

        // Then
        assertThat(narrow).isStrictlyBetween(.3, .999);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectsMoreThanVectorsThatChange(boolean quantised) throws IOException {
        // Given
        TrackSegments tracks = tracks(TRACKS, quantised);

        // When
        tracks.index();

        // Then
        try (var directory = FSDirectory.open(segments());
                var reader = DirectoryReader.open(directory)) {
            var leaf = (CodecReader) reader.leaves().getFirst().reader();
            var fields = (PerFieldKnnVectorsFormat.FieldsReader) leaf.getVectorReader();
            var graph = (HnswGraphProvider) fields.getFieldReader("vector");
            assertThat(graph.getGraph("vector").maxConn()).isEqualTo(24);
        }
    }

    @Test
    void leavesWhatIsWholeAsItIs() throws IOException {
        // Given
        tracks(TRACKS, false).index();
        Map<String, Object> before = files();

        // When
        tracks(TRACKS, false).index();

        // Then
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void makesAnewWhatIsNotWhole() throws IOException {
        // Given
        tracks(TRACKS / 2, false).index();

        // When
        tracks(TRACKS, false).index();

        // Then
        try (var index = LuceneVectors.open(segments(), DIMENSION, VectorSettings.DEFAULTS)) {
            assertThat(index.size()).isEqualTo(TRACKS);
        }
        assertThat(leaves()).isEqualTo(1);
    }

    @Test
    void goesOnWithVectorsThatWereWrittenBeforeItBrokeOff() throws IOException {
        // Given
        TrackSegments tracks = tracks(TRACKS, false);
        try (var rows =
                LuceneVectors.openWithoutGraph(folder.resolve("tracks-without-graph"), DIMENSION, tracks.settings())) {
            for (int row = 0; row < TRACKS / 2; row++) {
                rows.upsert(tracks.trackIds().get(row), row(tracks, row), 1);
            }
            rows.commit();
        }

        // When
        tracks.index();

        // Then
        assertThat(leaves()).isEqualTo(1);
        assertThat(tracks.ship(folder.resolve("snapshot"), exactly(tracks), 50).recall())
                .isGreaterThanOrEqualTo(VectorRecall.FLOOR);
    }

    private TrackSegments tracks(int count, boolean quantised) {
        var random = new Random(7);
        float[] rows = new float[count * DIMENSION];
        for (int row = 0; row < count; row++) {
            System.arraycopy(unit(random), 0, rows, row * DIMENSION, DIMENSION);
        }
        List<String> ids = IntStream.range(0, count).mapToObj(row -> "t" + row).toList();
        return new TrackSegments(segments(), ids, DIMENSION, rows, new VectorSettings(100, quantised, 16, 100, 100));
    }

    private static float[] unit(Random random) {
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return UnitVectors.of("vector", vector, DIMENSION);
    }

    private static float[] row(TrackSegments tracks, int row) {
        return Arrays.copyOfRange(tracks.rows(), row * DIMENSION, (row + 1) * DIMENSION);
    }

    /// So many, and none of them a track's own, that a search as narrow as can be misses some of the nearest.
    private static List<float[]> questions() {
        var random = new Random(8);
        return IntStream.range(0, 600).mapToObj(i -> unit(random)).toList();
    }

    private static VectorRecall.Nearest exactly(TrackSegments tracks) {
        return (question, k) -> IntStream.range(0, tracks.trackIds().size())
                .mapToObj(row -> new Near(tracks.trackIds().get(row), dot(question, row(tracks, row))))
                .sorted((a, b) -> Float.compare(b.cosine(), a.cosine()))
                .limit(k)
                .toList();
    }

    private static float dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private int leaves() throws IOException {
        try (var directory = FSDirectory.open(segments());
                var reader = DirectoryReader.open(directory)) {
            return reader.leaves().size();
        }
    }

    private Map<String, Object> files() throws IOException {
        var files = new HashMap<String, Object>();
        try (Stream<Path> paths = Files.list(segments())) {
            for (Path path : paths.toList()) {
                files.put(path.getFileName().toString(), Files.getLastModifiedTime(path));
            }
        }
        return files;
    }
}
