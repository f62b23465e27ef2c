package dev.segue.crawler.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One pass over a target. Two readings of an unchanged target give the same findings in the same order, so that
/// "the first n findings are done" is a checkpoint that a later process can go on from.
///
/// Used by one thread, except [#bytesRead()].
public interface Reading extends AutoCloseable {

    /// The next finding; null when there is none left. A [Finding.CutOff] is always the last.
    ///
    /// @throws InterruptedException when the thread was interrupted in a long stretch of work without a finding
    @Nullable
    Finding next() throws InterruptedException;

    /// Bytes of the target read so far, as they lie at the source; grows to the target's size. Safe from any thread.
    long bytesRead();

    @Override
    void close() throws IOException;
}
