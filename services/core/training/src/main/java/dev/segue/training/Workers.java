package dev.segue.training;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/// Threads that share the chunks of a step. Work is divided into a number of chunks that does not depend on the number
/// of threads, each chunk writes to a place of its own, and sums over chunks are taken in their order: so results do
/// not depend on how many threads there are.
///
/// To be used by one thread, which waits for every phase.
public final class Workers implements AutoCloseable {

    private final int threads;
    private final ExecutorService executor;

    /// @param threads at least 1; one alone works on the calling thread
    public Workers(int threads) {
        this.threads = threads;
        this.executor = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("training-", 0).factory());
    }

    /// Runs `work` for every chunk from 0 to `chunks`, exclusive, and returns when all are done.
    ///
    /// @throws InterruptedException when the calling thread is interrupted; some chunks may still be running
    public void each(int chunks, IntConsumer work) throws InterruptedException {
        if (threads == 1) {
            for (int chunk = 0; chunk < chunks; chunk++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("Interrupted in training");
                }
                work.accept(chunk);
            }
            return;
        }
        var tasks = new ArrayList<Callable<Boolean>>(chunks);
        for (int c = 0; c < chunks; c++) {
            int chunk = c;
            tasks.add(() -> {
                work.accept(chunk);
                return true;
            });
        }
        for (Future<Boolean> done : executor.invokeAll(tasks)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw new SegueException(ErrorCode.INTERNAL, "A training worker failed", e.getCause());
            }
        }
    }

    /// First of `items` that belongs to a chunk; the chunks are as equal as they can be.
    public static int first(int items, int chunk, int chunks) {
        return (int) ((long) items * chunk / chunks);
    }

    /// Waits until the last worker has ended: what they write to may be freed then.
    ///
    /// @throws InterruptedException when the calling thread is interrupted; the workers have ended nevertheless
    @Override
    public void close() throws InterruptedException {
        executor.shutdownNow();
        boolean interrupted = Thread.interrupted();
        while (!executor.isTerminated()) {
            try {
                var ignored = executor.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            throw new InterruptedException("Interrupted in training");
        }
    }
}
