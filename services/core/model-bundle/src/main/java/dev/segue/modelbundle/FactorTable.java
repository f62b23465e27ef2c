package dev.segue.modelbundle;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Factors of a model's tracks, one byte each: row `r` belongs to the track of row `r` of its vectors. Factors of a
/// track are its bytes times its step, so that the greatest of them is 127 steps; a step of 0 says that it has none.
///
/// Memory and file: `tracks · (dimension + 4) + 4 · dimension²` bytes.
///
/// @param factors `[tracks · dimension]`; shared, never changed
/// @param steps `[tracks]`, at least 0; shared, never changed
/// @param gram `[dimension · dimension]`, Σ over all tracks of their factors' outer product times the weight of what is
///     not held; shared, never changed
/// @param ridge times the root of how many tracks a playlist holds is added to its diagonal, above 0
@SuppressWarnings("ArrayRecordComponent") // tables of this size are handed over, not copied
public record FactorTable(int dimension, byte[] factors, float[] steps, float[] gram, float ridge) {

    private static final String MAGIC = "SEGUE-FACTORS-1";
    private static final int MOST_DIMENSION = 4096;
    private static final float MOST_STEPS = 127;

    /// @throws IllegalArgumentException when sizes do not fit, or a number is not what it should be
    public FactorTable {
        require("dimension", 1, MOST_DIMENSION, dimension);
        long expected = (long) steps.length * dimension;
        if (factors.length != expected) {
            throw refused("bytes", Long.toString(expected), Integer.toString(factors.length));
        }
        require("gram", dimension * dimension, dimension * dimension, gram.length);
        for (float step : steps) {
            // Written so that NaN fails it as well.
            if (!(step >= 0 && step < Float.POSITIVE_INFINITY)) {
                throw refused("step", "a number not below 0", Float.toString(step));
            }
        }
        for (float weight : gram) {
            if (!Float.isFinite(weight)) {
                throw refused("gram", "a finite number", Float.toString(weight));
            }
        }
        if (!(ridge > 0 && ridge < Float.POSITIVE_INFINITY)) {
            throw refused("ridge", "a number above 0", Float.toString(ridge));
        }
    }

    /// Factors rounded to bytes.
    ///
    /// @param rows `[tracks · dimension]`, zeros for a track without; read, never kept
    /// @throws IllegalArgumentException when one is not finite
    public static FactorTable rounded(int dimension, float[] rows, float[] gram, float ridge) {
        float[] steps = new float[rows.length / dimension];
        byte[] factors = new byte[rows.length];
        for (int row = 0; row < steps.length; row++) {
            int from = row * dimension;
            float most = 0;
            for (int i = from; i < from + dimension; i++) {
                most = Math.max(most, Math.abs(rows[i]));
            }
            steps[row] = most / MOST_STEPS;
            for (int i = from; i < from + dimension && steps[row] > 0; i++) {
                factors[i] = (byte) Math.round(rows[i] / steps[row]);
            }
        }
        return new FactorTable(dimension, factors, steps, gram, ridge);
    }

    /// Tracks with a row.
    public int size() {
        return steps.length;
    }

    /// Writes a file, big-endian: the text `SEGUE-FACTORS-1`, dimension, number of tracks, ridge, gram, steps, bytes.
    void write(Path file) throws IOException {
        try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeUTF(MAGIC);
            out.writeInt(dimension);
            out.writeInt(steps.length);
            out.writeFloat(ridge);
            for (float weight : gram) {
                out.writeFloat(weight);
            }
            for (float step : steps) {
                out.writeFloat(step);
            }
            out.write(factors);
        }
    }

    /// Reads what [#write] wrote.
    ///
    /// @param tracks the model's
    /// @throws SegueException with [ErrorCode#MODEL_REFUSED]: which file, what, expected, got
    static FactorTable read(Path file, int tracks) {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            String magic = in.readUTF();
            if (!magic.equals(MAGIC)) {
                throw refused("beginning", MAGIC, magic);
            }
            int dimension = in.readInt();
            require("dimension", 1, MOST_DIMENSION, dimension);
            require("tracks", tracks, tracks, in.readInt());
            float ridge = in.readFloat();
            float[] gram = floats(in, dimension * dimension);
            float[] steps = floats(in, tracks);
            byte[] factors = in.readNBytes(Math.multiplyExact(tracks, dimension));
            if (in.read() >= 0) {
                throw refused("end", "none after the last track", "more");
            }
            return new FactorTable(dimension, factors, steps, gram, ridge);
        } catch (EOFException e) {
            throw new SegueException(
                    ErrorCode.MODEL_REFUSED,
                    file + ": expected factors of " + tracks + " tracks, got an earlier end",
                    e);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new SegueException(ErrorCode.MODEL_REFUSED, file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw TrackVectors.unreadable(file, e);
        }
    }

    private static float[] floats(DataInputStream in, int count) throws IOException {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = in.readFloat();
        }
        return floats;
    }

    private static void require(String what, int least, int most, int got) {
        if (got < least || got > most) {
            throw refused(what, least == most ? Integer.toString(least) : least + " to " + most, Integer.toString(got));
        }
    }

    private static IllegalArgumentException refused(String what, String expected, String got) {
        return new IllegalArgumentException("Factors, " + what + ": expected " + expected + ", got " + got);
    }
}
