package dev.segue.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.corpus.Corpus;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexSnapshotTest {

    private static final List<String> TRACKS = List.of("test:a", "test:b");
    private static final float[] ROWS = {1, 0, 0, 0.6f, 0.8f, 0};

    private Path folder;

    @BeforeEach
    void folder(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void readsWhatWasWritten() {
        // Given
        Path snapshot = write("snapshot", corpus("test:p1", "test:p2"));
        // When
        IndexSnapshot opened = IndexSnapshot.open(snapshot);
        // Then
        assertThat(opened.corpus().playlists()).isEqualTo(2);
        IndexSnapshot.Vectors vectors = opened.vectors();
        assertThat(vectors.trackIds()).isEqualTo(TRACKS);
        assertThat(vectors.dimension()).isEqualTo(3);
        assertThat(vectors.rows()).isEqualTo(ROWS);
    }

    @Test
    void writesVectorsAsLittleEndianRows() throws IOException {
        // When
        Path snapshot = write("snapshot", corpus("test:p1"));
        // Then
        byte[] bytes = Files.readAllBytes(snapshot.resolve("vectors.f32"));
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("0000803f" + "00000000" + "00000000" + "9a99193f" + "cdcc4c3f" + "00000000");
        assertThat(snapshot.resolve("tracks.txt")).hasContent("test:a\ntest:b\n");
    }

    @Test
    void writesTheSameCorpusBytesWhateverTheOrderOfArrival() throws IOException {
        // When
        Path one = write("one", corpus("test:p1", "test:p2", "test:p3"));
        Path other = write("other", corpus("test:p3", "test:p1", "test:p2"));
        // Then
        assertThat(Files.mismatch(one.resolve("corpus.bin"), other.resolve("corpus.bin")))
                .isEqualTo(-1);
    }

    @Test
    void isWrittenOnElsewhereAndNeverChanged() throws IOException {
        // Given
        Path snapshot = write("snapshot", corpus("test:p1"));
        Map<String, byte[]> before = contents(snapshot.resolve("lucene"));
        Path working = folder.resolve("working");
        // When
        try (TrackSearch search = IndexSnapshot.open(snapshot).searchIn(working)) {
            search.upsertTrack(entry("test:c", "Formation"));
            search.deleteTrack("test:a");
            search.commit();
            search.refresh();
            // Then
            assertThat(search.searchTracks("formation", 1)).hasSize(1);
            assertThat(search.searchTracks("halo", 1)).isEmpty();
        }
        assertThat(contents(snapshot.resolve("lucene")))
                .usingRecursiveComparison()
                .isEqualTo(before);
    }

    @Test
    void replacesAnOldWorkingFolder() {
        // Given
        Path working = folder.resolve("working");
        try (TrackSearch old = TrackSearch.open(working)) {
            old.upsertTrack(entry("test:old", "Old Song"));
            old.commit();
        }
        IndexSnapshot snapshot = IndexSnapshot.open(write("snapshot", corpus("test:p1")));
        // When
        try (TrackSearch search = snapshot.searchIn(working)) {
            // Then
            assertThat(search.track("test:old")).isEmpty();
            assertThat(search.track("test:a")).isPresent();
        }
    }

    @Test
    void holdsNoVectorsWhenTheModelHasNone() {
        // Given
        Path empty = directory("empty");
        try (TrackSearch search = TrackSearch.open(folder.resolve("search"))) {
            IndexSnapshot.write(empty, new Corpus(), search, List.of(), 0, new float[0]);
        }
        // When
        IndexSnapshot.Vectors vectors = IndexSnapshot.open(empty).vectors();
        // Then
        assertThat(vectors.trackIds()).isEmpty();
        assertThat(vectors.dimension()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"corpus.bin", "tracks.txt", "vectors.f32"})
    void refusesAMissingPart(String part) throws IOException {
        // Given
        Path snapshot = write("snapshot", corpus("test:p1"));
        Files.delete(snapshot.resolve(part));
        // When Then
        assertThatThrownBy(() -> IndexSnapshot.open(snapshot))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining(part)
                .extracting(e -> ((SegueException) e).code())
                .isEqualTo(ErrorCode.ARTEFACT_CORRUPT);
    }

    @Test
    void refusesTextThatAnotherVersionWrote() throws IOException {
        // Given
        Path snapshot = write("snapshot", corpus("test:p1"));
        try (var directory = FSDirectory.open(snapshot.resolve("lucene"));
                var writer = new IndexWriter(
                        directory, new IndexWriterConfig().setOpenMode(IndexWriterConfig.OpenMode.CREATE))) {
            writer.addDocument(new Document());
        }
        // When Then
        assertThatThrownBy(() -> IndexSnapshot.open(snapshot))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("expected segments in the order")
                .extracting(e -> ((SegueException) e).code())
                .isEqualTo(ErrorCode.ARTEFACT_CORRUPT);
    }

    @Test
    void refusesVectorsThatDoNotFitTheTracks() throws IOException {
        // Given
        Path snapshot = write("snapshot", corpus("test:p1"));
        byte[] bytes = Files.readAllBytes(snapshot.resolve("vectors.f32"));
        Files.write(snapshot.resolve("vectors.f32"), Arrays.copyOf(bytes, bytes.length - 1));
        // When Then
        IndexSnapshot opened = IndexSnapshot.open(snapshot);
        assertThatThrownBy(opened::vectors)
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("expected 2 rows of floats, got 23 bytes");
    }

    @Test
    void refusesATrackNamedTwice() throws IOException {
        // Given
        Path snapshot = write("snapshot", corpus("test:p1"));
        Files.writeString(snapshot.resolve("tracks.txt"), "test:a\ntest:a\n");
        // When Then
        IndexSnapshot opened = IndexSnapshot.open(snapshot);
        assertThatThrownBy(opened::vectors)
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("names a track twice");
    }

    private Path write(String name, Corpus corpus) {
        Path snapshot = directory(name);
        try (TrackSearch search = TrackSearch.open(folder.resolve(name + "-search"))) {
            search.upsertTrack(entry("test:a", "Halo"));
            search.upsertTrack(entry("test:b", "Hello"));
            IndexSnapshot.write(snapshot, corpus, search, TRACKS, 3, ROWS);
        }
        return snapshot;
    }

    private Path directory(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Corpus corpus(String... playlists) {
        var corpus = new Corpus();
        for (String playlist : playlists) {
            int own = corpus.internTrack(playlist + "-track");
            corpus.upsert(playlist, new int[] {corpus.internTrack("test:b"), own, corpus.internTrack("test:a")});
        }
        return corpus;
    }

    private static CatalogueEntry entry(String id, String title) {
        @Nullable String none = null;
        return new CatalogueEntry(id, title, List.of("Someone"), List.of(), none, none, null, none, null, 1);
    }

    private static Map<String, byte[]> contents(Path folder) throws IOException {
        var contents = new TreeMap<String, byte[]>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }
}
