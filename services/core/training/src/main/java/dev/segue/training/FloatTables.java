package dev.segue.training;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/// Tables of floats, `[rows · dimension]`, that models are made of: how they begin, and how a checkpoint holds them.
public final class FloatTables {

    private static final int PIECE = 1 << 14;

    private FloatTables() {}

    /// A table of normal random numbers, each row drawn from the seed, the part and the row alone.
    ///
    /// @param part which table of a model, one of the constants in [Seeds]
    /// @throws SegueException with [ErrorCode#OVERLOADED] when a Java array cannot hold it
    public static float[] gaussian(int rows, int dimension, double deviation, long seed, int part) {
        float[] table = new float[size(rows, dimension)];
        for (int row = 0; row < rows; row++) {
            var random = new SplittableRandom(Seeds.mix(seed, part, row));
            for (int i = 0; i < dimension; i++) {
                table[row * dimension + i] = (float) (random.nextGaussian() * deviation);
            }
        }
        return table;
    }

    /// Floats of a table.
    ///
    /// @throws SegueException with [ErrorCode#OVERLOADED] when a Java array cannot hold them
    public static int size(int rows, int dimension) {
        if ((long) rows * dimension > Integer.MAX_VALUE - 8) {
            throw new SegueException(
                    ErrorCode.OVERLOADED,
                    "Too many vectors to train: expected at most " + (Integer.MAX_VALUE - 8) / dimension
                            + " rows of dimension " + dimension + ", got " + rows);
        }
        return rows * dimension;
    }

    /// Writes a table's size and floats, bit for bit.
    public static void write(DataOutput out, float[] table) throws IOException {
        out.writeInt(table.length);
        ByteBuffer piece = ByteBuffer.allocate(PIECE * Float.BYTES);
        for (int from = 0; from < table.length; from += PIECE) {
            int floats = Math.min(PIECE, table.length - from);
            piece.asFloatBuffer().put(table, from, floats);
            out.write(piece.array(), 0, floats * Float.BYTES);
        }
    }

    /// Reads what [#write] wrote into a table of the same size.
    ///
    /// @throws IOException when it is of another size
    public static void read(DataInput in, float[] table) throws IOException {
        requireSize(in.readInt(), table.length);
        ByteBuffer piece = ByteBuffer.allocate(PIECE * Float.BYTES);
        for (int from = 0; from < table.length; from += PIECE) {
            int floats = Math.min(PIECE, table.length - from);
            in.readFully(piece.array(), 0, floats * Float.BYTES);
            piece.asFloatBuffer().get(table, from, floats);
        }
    }

    /// Writes whole numbers.
    public static void write(DataOutput out, int[] table) throws IOException {
        out.writeInt(table.length);
        for (int value : table) {
            out.writeInt(value);
        }
    }

    /// Reads whole numbers into a table of the same size.
    ///
    /// @throws IOException when it is of another size
    public static void read(DataInput in, int[] table) throws IOException {
        requireSize(in.readInt(), table.length);
        for (int i = 0; i < table.length; i++) {
            table[i] = in.readInt();
        }
    }

    private static void requireSize(int got, int expected) throws IOException {
        if (got != expected) {
            throw new IOException("A table of the state: expected " + expected + " numbers, got " + got);
        }
    }
}
