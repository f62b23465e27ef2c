package dev.segue.training.nexttrack;

import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.training.NativeMatrix;
import dev.segue.training.Workers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// A network under training that turns the vectors of seeds into a playlist vector: one batch at a time forward, and
/// the way back with a step of its optimisers.
interface PlaylistNetwork extends AutoCloseable {

    /// Takes in the seeds of one example of the batch.
    ///
    /// @param rows of the seeds' vectors in `vectors`, in playlist order, at least one; kept until the next batch
    /// @param vectors `[tracks · dimension]`, of unit length; kept, not copied
    void put(int example, int[] rows, float[] vectors);

    /// Writes the playlist vectors of the batch, of unit length.
    ///
    /// @param into `[rows · dimension]`
    void forward(Workers workers, int rows, NativeMatrix into) throws InterruptedException;

    /// One step of the optimisers.
    ///
    /// @param vectors that [#forward] wrote
    /// @param gradient of the loss by them
    void backward(Workers workers, int rows, NativeMatrix vectors, NativeMatrix gradient, double rate)
            throws InterruptedException;

    /// The network as it is now, as a bundle holds it.
    PlaylistEncoding snapshot();

    void save(DataOutput out) throws IOException;

    void restore(DataInput in) throws IOException;

    @Override
    void close();
}
