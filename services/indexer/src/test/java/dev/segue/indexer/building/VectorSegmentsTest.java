package dev.segue.indexer.building;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.corpus.Corpus;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.TrackVectors;
import dev.segue.platform.Digests;
import dev.segue.search.IdFilter;
import dev.segue.search.IndexSnapshot;
import dev.segue.search.LuceneVectors;
import dev.segue.search.Shipment;
import dev.segue.search.ShippedGraph;
import dev.segue.search.VectorIndex.Near;
import dev.segue.search.VectorRecall;
import dev.segue.search.VectorSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorSegmentsTest {

    private static final int DIMENSION = 8;
    private static final VectorSettings GRAPH = new VectorSettings(100, false, 16, 100, 100);
    /// Hardly connected, and searched in a hurry.
    private static final VectorSettings POOR = new VectorSettings(100, false, 2, 4, 10);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Corpus corpus = new Corpus();
    private final Random random = new Random(5);
    private Path folder = Path.of("");
    private ModelBundle bundle;

    @BeforeEach
    void model(@TempDir Path folder) throws IOException {
        this.folder = folder;
        bundle = bundle(400);
        for (int playlist = 0; playlist < 300; playlist++) {
            put("p" + playlist);
        }
    }

    @AfterEach
    void closed() {
        bundle.close();
    }

    @Test
    void shipsWhatIsNewAndLinksTheRest() throws IOException {
        // Given
        try (var segments = segments(GRAPH)) {
            segments.prepare("digest", bundle, corpus, new ReentrantLock());
            VectorRecall recall = segments.write("digest", bundle, corpus, folder.resolve("first"));
            assertThat(recall.least()).isGreaterThanOrEqualTo(VectorRecall.FLOOR);
            var shipment = new Shipment();
            Shipment.Received first = receive(shipment, "first");

            // When
            put("p7");
            put("new");
            corpus.delete("p8");
            segments.write("digest", bundle, corpus, folder.resolve("second"));
            Shipment.Received second = receive(shipment, "second");

            // Then
            assertThat(first.linked()).isZero();
            assertThat(second.linked()).isGreaterThanOrEqualTo(first.fetched() - 4);
            assertThat(second.bytes()).isLessThan(first.bytes() / 2);
        }
        Path received = folder.resolve("received/second");
        try (var tracks = ShippedGraph.open(
                        received.resolve(IndexSnapshot.TRACK_VECTORS), DIMENSION, GRAPH, ids -> ids.stream()
                                .mapToInt(bundle.vectors().trackIds()::indexOf)
                                .toArray());
                var playlists =
                        LuceneVectors.open(received.resolve(IndexSnapshot.PLAYLIST_VECTORS), DIMENSION, GRAPH)) {
            assertThat(tracks.size()).isEqualTo(400);
            assertThat(playlists.size()).isEqualTo(300);
            assertThat(playlists.vector("p8")).isEmpty();
            float[] place = playlists.vector("new").orElseThrow();
            assertThat(playlists.nearest(place, 1, IdFilter.ALL))
                    .extracting(Near::id)
                    .containsExactly("new");
        }
        assertThat(meters.get(IndexerMetrics.RECALL).tag("of", "tracks").gauge().value())
                .isGreaterThanOrEqualTo(VectorRecall.FLOOR);
    }

    @Test
    void goesOnAfterARestartWithWhatItHad() {
        // Given
        try (var segments = segments(GRAPH)) {
            segments.prepare("digest", bundle, corpus, new ReentrantLock());
            segments.write("digest", bundle, corpus, folder.resolve("first"));
        }
        corpus.delete("p3");
        put("p4");

        // When
        try (var segments = segments(GRAPH)) {
            segments.prepare("digest", bundle, corpus, new ReentrantLock());
            segments.write("digest", bundle, corpus, folder.resolve("second"));
        }

        // Then
        try (var playlists = LuceneVectors.open(
                folder.resolve("second").resolve(IndexSnapshot.PLAYLIST_VECTORS), DIMENSION, GRAPH)) {
            assertThat(playlists.size()).isEqualTo(299);
            assertThat(playlists.vector("p3")).isEmpty();
        }
        assertThat(files(folder.resolve("second"))).containsAnyElementsOf(files(folder.resolve("first")));
    }

    @Test
    void shipsNoneWhereThereAreFew() {
        // When
        VectorRecall recall;
        try (var segments = segments(VectorSettings.DEFAULTS)) {
            segments.prepare("digest", bundle, corpus, new ReentrantLock());
            recall = segments.write("digest", bundle, corpus, folder.resolve("snapshot"));
        }

        // Then
        assertThat(recall.least()).isEqualTo(1);
        assertThat(folder.resolve("snapshot")).doesNotExist();
    }

    @Test
    void refusesSegmentsThatFindTooFewOfTheNearestAndThrowsThemAway() throws IOException {
        // Given
        bundle.close();
        bundle = bundle(5000);
        try (var segments = segments(POOR)) {
            segments.prepare("digest", bundle, corpus, new ReentrantLock());

            // When // Then
            assertThatThrownBy(() -> segments.write("digest", bundle, corpus, folder.resolve("snapshot")))
                    .isInstanceOfSatisfying(
                            SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                    .hasMessageStartingWith("The index is refused: expected recall@10 of at least 0.98, got 0.");
        }
        assertThat(folder.resolve("state/digest")).doesNotExist();
        assertThat(meters.counter(IndexerMetrics.SNAPSHOTS_REFUSED).count()).isEqualTo(1);
        assertThat(meters.get(IndexerMetrics.RECALL).tag("of", "tracks").gauge().value())
                .isLessThan(VectorRecall.FLOOR);
    }

    private VectorSegments segments(VectorSettings settings) {
        return new VectorSegments(folder.resolve("state"), settings, new IndexerMetrics(meters));
    }

    private ModelBundle bundle(int tracks) throws IOException {
        var ids = new ArrayList<String>();
        float[] rows = new float[tracks * DIMENSION];
        for (int track = 0; track < tracks; track++) {
            ids.add("t" + track);
            double squares = 0;
            for (int i = 0; i < DIMENSION; i++) {
                rows[track * DIMENSION + i] = (float) random.nextGaussian();
                squares += rows[track * DIMENSION + i] * rows[track * DIMENSION + i];
            }
            for (int i = 0; i < DIMENSION; i++) {
                rows[track * DIMENSION + i] /= (float) Math.sqrt(squares);
            }
        }
        Path model = Files.createDirectories(folder.resolve("model-" + tracks));
        ModelBundle.write(model, new TrackVectors(ids, DIMENSION, rows), 1);
        return ModelBundle.open(model);
    }

    private void put(String id) {
        corpus.upsert(
                id,
                random.ints(0, 400)
                        .distinct()
                        .limit(5)
                        .map(track -> corpus.internTrack("t" + track))
                        .toArray());
    }

    private Shipment.Received receive(Shipment shipment, String snapshot) throws IOException {
        Path source = folder.resolve(snapshot);
        var manifest = new ArrayList<Shipment.File>();
        for (String file : files(source)) {
            Path path = source.resolve(file);
            manifest.add(new Shipment.File(file, Files.size(path), Digests.sha256(path)));
        }
        return shipment.receive(source, manifest, folder.resolve("received").resolve(snapshot));
    }

    private static List<String> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
