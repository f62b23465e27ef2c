package dev.segue.search;

import dev.segue.corpus.Corpus;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// All that recommendations are made from at one point of the stream: the corpus, what can be found by text, and the
/// track vectors of one model. A folder of these, written once, then only read:
///
/// | file | holds |
/// |---|---|
/// | `corpus.bin` | the playlists, see [Corpus#write]; the same playlists give the same bytes |
/// | `lucene/` | the committed folder of a [TrackSearch]; equal in what it finds, not in its bytes |
/// | `tracks.txt` | the tracks that have a vector, one id a line, UTF-8 |
/// | `vectors.f32` | their vectors in that order, row by row, little-endian float32 |
/// | `track-vectors/`, `playlist-vectors/` | where there are many: immutable Lucene segments, see [ShippedGraph] |
///
/// @param corpus the caller's to change
/// @param folder of the snapshot; see [#searchIn] for how to write on
public record IndexSnapshot(Corpus corpus, Path folder) {

    /// File of the corpus, see [Corpus#write].
    public static final String CORPUS = "corpus.bin";

    /// Folder of the [TrackSearch].
    public static final String LUCENE = "lucene";

    /// Folder of the vectors of the tracks as [LuceneVectors]; there where they are too many to look at each.
    public static final String TRACK_VECTORS = "track-vectors";

    /// The same of the playlists.
    public static final String PLAYLIST_VECTORS = "playlist-vectors";

    private static final String TRACKS = "tracks.txt";
    private static final String VECTORS = "vectors.f32";
    private static final int CHUNK_BYTES = 1 << 20;

    /// The track vectors of a snapshot.
    ///
    /// @param trackIds distinct; vector `i` is that of `trackIds[i]`
    /// @param dimension of each vector; 0 when there are none
    /// @param rows `[trackIds.size() * dimension]`, shared, not copied
    @SuppressWarnings("ArrayRecordComponent")
    public record Vectors(List<String> trackIds, int dimension, float[] rows) {
        public Vectors {
            trackIds = List.copyOf(trackIds);
            requireShape(trackIds, dimension, rows);
        }
    }

    /// Writes a snapshot. Nobody may change `corpus` or `search` meanwhile.
    ///
    /// @param folder exists, empty
    /// @param search is committed by this
    /// @param rows `[trackIds.size() * dimension]`; read, never kept
    public static void write(
            Path folder, Corpus corpus, TrackSearch search, List<String> trackIds, int dimension, float[] rows) {
        requireShape(trackIds, dimension, rows);
        try {
            corpus.write(folder.resolve(CORPUS));
            search.copyTo(folder.resolve(LUCENE));
            try (var out = Files.newBufferedWriter(folder.resolve(TRACKS))) {
                for (String id : trackIds) {
                    out.write(id);
                    out.write('\n');
                }
            }
            writeRows(folder.resolve(VECTORS), rows);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the index snapshot " + folder, e);
        }
    }

    /// Reads the corpus of a snapshot into memory; the rest stays where it is.
    ///
    /// @throws SegueException `ARTEFACT_CORRUPT` when a part is missing or cannot be read by this version
    public static IndexSnapshot open(Path folder) {
        for (String part : List.of(CORPUS, LUCENE, TRACKS, VECTORS)) {
            if (!Files.exists(folder.resolve(part))) {
                throw corrupt(folder, "expected " + part + ", got no such file");
            }
        }
        TrackSearch.requireReadable(folder.resolve(LUCENE));
        return new IndexSnapshot(Corpus.read(folder.resolve(CORPUS)), folder);
    }

    /// Reads the track vectors into memory.
    ///
    /// @throws SegueException `ARTEFACT_CORRUPT` when they do not fit the tracks
    public Vectors vectors() {
        try {
            List<String> trackIds = Files.readAllLines(folder.resolve(TRACKS));
            if (new HashSet<>(trackIds).size() != trackIds.size()) {
                throw corrupt(folder, TRACKS + " names a track twice");
            }
            Path vectors = folder.resolve(VECTORS);
            long bytes = Files.size(vectors);
            long row = trackIds.isEmpty() ? 0 : bytes / trackIds.size();
            if (row * trackIds.size() != bytes
                    || row % Float.BYTES != 0
                    || bytes / Float.BYTES > Integer.MAX_VALUE - 8) {
                throw corrupt(
                        folder, VECTORS + ": expected " + trackIds.size() + " rows of floats, got " + bytes + " bytes");
            }
            return new Vectors(trackIds, (int) (row / Float.BYTES), readRows(vectors, (int) (bytes / Float.BYTES)));
        } catch (IOException e) {
            throw new SegueException(
                    ErrorCode.ARTEFACT_CORRUPT, "Index snapshot " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// A search that begins with what the snapshot holds and is written on in a folder of its own; the snapshot's files
    /// are linked there, or copied where they cannot be, and never changed.
    ///
    /// @param workingFolder made when missing; what it holds already makes way
    public TrackSearch searchIn(Path workingFolder) {
        Path lucene = folder.resolve(LUCENE);
        try {
            Files.createDirectories(workingFolder);
            for (Path old : filesOf(workingFolder)) {
                Files.delete(old);
            }
            for (Path file : filesOf(lucene)) {
                FileLinks.linkOrCopy(file, workingFolder.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot put " + lucene + " into " + workingFolder, e);
        }
        return TrackSearch.open(workingFolder);
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void writeRows(Path file, float[] rows) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int at = 0; at < rows.length; ) {
                int count = Math.min(rows.length - at, CHUNK_BYTES / Float.BYTES);
                buffer.clear().limit(count * Float.BYTES);
                buffer.asFloatBuffer().put(rows, at, count);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                at += count;
            }
        }
    }

    private static float[] readRows(Path file, int count) throws IOException {
        float[] rows = new float[count];
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int at = 0; at < count; ) {
                int wanted = Math.min(count - at, CHUNK_BYTES / Float.BYTES);
                buffer.clear().limit(wanted * Float.BYTES);
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer) < 0) {
                        throw new IOException(file + " ends early");
                    }
                }
                buffer.flip().asFloatBuffer().get(rows, at, wanted);
                at += wanted;
            }
        }
        return rows;
    }

    private static void requireShape(List<String> trackIds, int dimension, float[] rows) {
        if ((long) trackIds.size() * dimension != rows.length) {
            throw new IllegalArgumentException(
                    "Expected " + trackIds.size() + " vectors of " + dimension + ", got " + rows.length + " numbers");
        }
    }

    private static SegueException corrupt(Path folder, String flaw) {
        return new SegueException(ErrorCode.ARTEFACT_CORRUPT, "Index snapshot " + folder + ": " + flaw);
    }
}
