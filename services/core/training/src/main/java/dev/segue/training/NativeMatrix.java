package dev.segue.training;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.presets.openblas_nolapack;

/// Row-major floats outside the heap, where BLAS reads and writes them without a copy. The shape is what the caller
/// says at each use; the memory is freed by [#close()].
///
/// Products run on one BLAS thread each: callers divide the work, and a result does not depend on how many they are.
public final class NativeMatrix implements AutoCloseable {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT.withOrder(ByteOrder.nativeOrder());

    static {
        openblas_nolapack.blas_set_num_threads(1);
    }

    private final FloatPointer pointer;
    private final MemorySegment memory;

    /// Zeroed memory for so many floats.
    public NativeMatrix(long floats) {
        this.pointer = new FloatPointer(floats);
        this.memory = MemorySegment.ofAddress(pointer.address()).reinterpret(floats * Float.BYTES);
        memory.fill((byte) 0);
    }

    /// The memory itself, native byte order; not to be touched once closed.
    public MemorySegment memory() {
        return memory;
    }

    FloatPointer pointer() {
        return pointer;
    }

    public float get(long index) {
        return memory.getAtIndex(FLOAT, index);
    }

    public void set(long index, float value) {
        memory.setAtIndex(FLOAT, index, value);
    }

    /// Writes `a · b` to this matrix, or adds it: the general product, each operand a block inside its matrix, stored
    /// as it is or transposed.
    ///
    /// @param at where the block of the result begins, `[rows × columns]` with `stride` floats from row to row
    /// @param a `[rows × inner]`
    /// @param b `[inner × columns]`
    /// @param keep what the present content is multiplied with before the product is added: 0 or 1
    public void product(int rows, int columns, int inner, Block a, Block b, long at, int stride, float keep) {
        requireRoom(at + (long) (rows - 1) * stride + columns);
        a.requireRoom(rows, inner);
        b.requireRoom(inner, columns);
        cblas_sgemm(
                CblasRowMajor,
                a.transposed ? CblasTrans : CblasNoTrans,
                b.transposed ? CblasTrans : CblasNoTrans,
                rows,
                columns,
                inner,
                1,
                a.matrix.at(a.from),
                a.stride,
                b.matrix.at(b.from),
                b.stride,
                keep,
                at(at),
                stride);
    }

    /// A block that begins at `from`, with `stride` floats from row to row, as an operand.
    public Block block(long from, int stride) {
        return new Block(this, from, stride, false);
    }

    /// An operand of [#product].
    ///
    /// @param transposed whether rows and columns are exchanged before use
    public record Block(NativeMatrix matrix, long from, int stride, boolean transposed) {

        /// The same floats with rows and columns exchanged.
        public Block transpose() {
            return new Block(matrix, from, stride, !transposed);
        }

        private void requireRoom(int rows, int columns) {
            long stored = transposed ? columns : rows;
            int across = transposed ? rows : columns;
            matrix.requireRoom(from + (stored - 1) * stride + across);
        }
    }

    /// Copies floats from the heap.
    public void put(long to, float[] from, int at, int count) {
        MemorySegment.copy(from, at, memory, FLOAT, to * Float.BYTES, count);
    }

    /// Copies floats to the heap.
    public void get(long from, float[] to, int at, int count) {
        MemorySegment.copy(memory, FLOAT, from * Float.BYTES, to, at, count);
    }

    @Override
    public void close() {
        pointer.deallocate();
    }

    private void requireRoom(long floats) {
        Objects.checkFromToIndex(0, floats, memory.byteSize() / Float.BYTES);
    }

    FloatPointer at(long index) {
        return pointer.getPointer(index);
    }
}
