package dev.segue.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// A training under way, epoch by epoch. Everything an epoch depends on besides the configuration and the playlists is
/// in the state that [#save] writes: a training restored from it goes on to the same result, bit for bit.
///
/// To be used by one thread; [#close()] frees what is outside the heap.
///
/// @param <M> what is trained
public interface Training<M> extends AutoCloseable {

    /// How it trains.
    ModelConfig config();

    /// One pass over the playlists; to be called with 1, 2, … in turn. Breaks off at the first batch whose loss is not
    /// finite, and says so by the loss it reports.
    EpochReport epoch(int epoch) throws InterruptedException;

    /// The model after the last epoch, independent of this training from now on. After an epoch that was broken off it
    /// is of no use.
    M model() throws InterruptedException;

    /// Writes the state after a finished epoch.
    void save(DataOutput out) throws IOException;

    /// Takes up a state that the same configuration and playlists wrote.
    ///
    /// @throws IOException when the state cannot be read or is of other sizes
    void restore(DataInput in) throws IOException;

    @Override
    void close() throws InterruptedException;
}
