package dev.segue.crawler.source.live;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.Reading;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A reading that gets findings a page at a time.
public abstract class LiveReading implements Reading {

    private final ArrayDeque<Finding> ready = new ArrayDeque<>();
    private boolean ended;

    /// Gets the next page; not called again after the last.
    ///
    /// @return whether there may be another
    abstract boolean more() throws InterruptedException;

    final void found(Finding finding) {
        ready.add(finding);
    }

    @Override
    public final @Nullable Finding next() throws InterruptedException {
        while (ready.isEmpty() && !ended) {
            ended = !more();
        }
        return ready.poll();
    }

    @Override
    public final long bytesRead() {
        return 0;
    }

    @Override
    public final void close() {
        ready.clear();
        ended = true;
    }
}
