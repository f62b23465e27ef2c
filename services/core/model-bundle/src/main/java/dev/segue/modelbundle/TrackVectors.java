package dev.segue.modelbundle;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One unit-length vector a track, as a dense table: row `r` belongs to `trackIds().get(r)`.
///
/// Immutable by contract and safe for use by many threads; [#rows()] is shared, not copied, and must not be written
/// to. A table of `n` tracks and dimension `d` takes `4·n·d` bytes and about 120 bytes a track for its ids.
///
/// On disk it is two files: `vectors.f32`, the rows one after another as little-endian 32-bit floats, and
/// `tracks.txt`, one track id a line in row order, UTF-8, each line ended by a line feed.
public final class TrackVectors {

    /// Rows, little-endian 32-bit floats.
    public static final String VECTORS_FILE = "vectors.f32";

    /// Track ids, one a line, in row order.
    public static final String TRACKS_FILE = "tracks.txt";

    /// How far a row's length may lie from 1: float rounding of 4,096 components stays two orders below.
    private static final double UNIT_TOLERANCE = 1e-4;

    private static final int CHUNK_BYTES = 1 << 20;

    private final List<String> trackIds;
    private final int dimension;
    private final float[] rows;
    private final Map<String, Integer> rowOf;

    /// A table of `rows`.
    ///
    /// @param trackIds distinct, in row order
    /// @param dimension components of a vector, at least 1
    /// @param rows `[tracks · dimension]`, row-major; kept, not copied
    /// @throws IllegalArgumentException when the sizes do not fit, an id is empty, repeated or has a line break
    public TrackVectors(List<String> trackIds, int dimension, float[] rows) {
        if (dimension < 1) {
            throw new IllegalArgumentException("Dimension: expected at least 1, got " + dimension);
        }
        if ((long) trackIds.size() * dimension != rows.length) {
            throw new IllegalArgumentException("Rows: expected " + trackIds.size() + " tracks of dimension " + dimension
                    + " = " + (long) trackIds.size() * dimension + " floats, got " + rows.length);
        }
        this.trackIds = List.copyOf(trackIds);
        this.dimension = dimension;
        this.rows = rows;
        this.rowOf = HashMap.newHashMap(trackIds.size());
        for (int row = 0; row < this.trackIds.size(); row++) {
            String id = this.trackIds.get(row);
            if (id.isEmpty() || id.indexOf('\n') >= 0 || id.indexOf('\r') >= 0) {
                throw new IllegalArgumentException(
                        "Track id of row " + row + ": expected one line of text, got '" + id + "'");
            }
            Integer earlier = rowOf.put(id, row);
            if (earlier != null) {
                throw new IllegalArgumentException(
                        "Track id of row " + row + ": expected a new id, got '" + id + "' of row " + earlier);
            }
        }
    }

    /// In row order; immutable.
    public List<String> trackIds() {
        return trackIds;
    }

    /// Components of a vector.
    public int dimension() {
        return dimension;
    }

    /// All rows, `[size() · dimension()]`, row-major; shared, never written to.
    public float[] rows() {
        return rows;
    }

    /// Number of tracks.
    public int size() {
        return trackIds.size();
    }

    /// The row of a track, -1 when it has no vector.
    public int row(String trackId) {
        Integer row = rowOf.get(trackId);
        return row == null ? -1 : row;
    }

    /// Where a row begins in [#rows()].
    public int offset(int row) {
        return row * dimension;
    }

    /// A row of its own array, the caller's.
    public float[] vector(int row) {
        float[] vector = new float[dimension];
        System.arraycopy(rows, offset(row), vector, 0, dimension);
        return vector;
    }

    /// Writes `vectors.f32` and `tracks.txt` into a folder that exists; equal tables give equal bytes.
    public void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(TRACKS_FILE), trackIds.isEmpty() ? "" : String.join("\n", trackIds) + "\n");
        try (var channel = FileChannel.open(
                folder.resolve(VECTORS_FILE),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int from = 0; from < rows.length; from += CHUNK_BYTES / Float.BYTES) {
                int floats = Math.min(CHUNK_BYTES / Float.BYTES, rows.length - from);
                chunk.clear();
                chunk.asFloatBuffer().put(rows, from, floats);
                chunk.limit(floats * Float.BYTES);
                while (chunk.hasRemaining()) {
                    channel.write(chunk);
                }
            }
        }
    }

    /// Reads what [#write] wrote, and checks it: the dimension follows from the sizes of the two files, every row is
    /// finite and of unit length.
    ///
    /// @throws SegueException with [ErrorCode#MODEL_REFUSED]: which file, expected, got
    public static TrackVectors read(Path folder) {
        List<String> ids = readIds(folder.resolve(TRACKS_FILE));
        Path file = folder.resolve(VECTORS_FILE);
        try (var channel = FileChannel.open(file)) {
            long bytes = channel.size();
            long rowBytes = bytes / ids.size();
            if (bytes == 0 || bytes % ids.size() != 0 || rowBytes % Float.BYTES != 0) {
                throw refused(
                        file,
                        "size",
                        "a multiple of " + (long) ids.size() * Float.BYTES + " bytes for " + ids.size() + " tracks",
                        bytes + " bytes");
            }
            if (bytes / Float.BYTES > Integer.MAX_VALUE - 8) {
                throw refused(file, "size", "at most " + 4L * (Integer.MAX_VALUE - 8) + " bytes", bytes + " bytes");
            }
            float[] rows = new float[(int) (bytes / Float.BYTES)];
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            int at = 0;
            while (at < rows.length) {
                chunk.clear().limit((int) Math.min(CHUNK_BYTES, (long) (rows.length - at) * Float.BYTES));
                while (chunk.hasRemaining()) {
                    if (channel.read(chunk) < 0) {
                        throw refused(file, "size", bytes + " bytes", "an end after " + channel.position());
                    }
                }
                chunk.flip();
                int floats = chunk.remaining() / Float.BYTES;
                chunk.asFloatBuffer().get(rows, at, floats);
                at += floats;
            }
            int dimension = (int) (rowBytes / Float.BYTES);
            requireUnitRows(file, dimension, rows);
            try {
                return new TrackVectors(ids, dimension, rows);
            } catch (IllegalArgumentException e) {
                throw new SegueException(
                        ErrorCode.MODEL_REFUSED, folder.resolve(TRACKS_FILE) + ": " + e.getMessage(), e);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// Refuses rows that a bundle would refuse.
    ///
    /// @throws IllegalArgumentException when a row is not finite or not of unit length
    void requireUnitRows() {
        try {
            requireUnitRows(Path.of(VECTORS_FILE), dimension, rows);
        } catch (SegueException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void requireUnitRows(Path file, int dimension, float[] rows) {
        for (int row = 0, at = 0; at < rows.length; row++) {
            double squares = 0;
            for (int i = 0; i < dimension; i++, at++) {
                squares += (double) rows[at] * rows[at];
            }
            double length = Math.sqrt(squares);
            // Written so that NaN fails it as well.
            if (!(Math.abs(length - 1) <= UNIT_TOLERANCE)) {
                throw refused(
                        file, "row " + row, "a finite vector of length 1 ± " + UNIT_TOLERANCE, "length " + length);
            }
        }
    }

    private static List<String> readIds(Path file) {
        try {
            List<String> ids = Files.readAllLines(file);
            if (ids.isEmpty()) {
                throw refused(file, "lines", "at least one track id", "none");
            }
            return ids;
        } catch (CharacterCodingException e) {
            throw refused(file, "text", "UTF-8", "bytes that are not (" + e.getMessage() + ")");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static SegueException refused(Path file, String what, String expected, String got) {
        return new SegueException(
                ErrorCode.MODEL_REFUSED, file + ", " + what + ": expected " + expected + ", got " + got);
    }

    static SegueException unreadable(Path file, IOException cause) {
        String got = cause instanceof NoSuchFileException ? "no such file" : cause.toString();
        return new SegueException(ErrorCode.MODEL_REFUSED, file + ": expected a readable file, got " + got, cause);
    }
}
