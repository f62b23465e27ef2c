package dev.segue.recommender.serving;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.recommending.Workspace;
import java.time.Duration;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The workspaces there are, and so the number of continuations computed at a time; who gets none in time is sent away
/// before the queue grows without end. The workspace used last is the next: what it holds is still in the processor's
/// caches.
final class WorkspacePool {

    private final BlockingDeque<Workspace> idle;
    private final Duration patience;

    WorkspacePool(int size, Duration patience) {
        this.idle = new LinkedBlockingDeque<>();
        this.patience = patience;
        for (int i = 0; i < size; i++) {
            idle.add(new Workspace());
        }
    }

    /// @throws SegueException OVERLOADED when no workspace came free in time
    <T> T with(Function<Workspace, T> work) {
        Workspace workspace = take();
        try {
            return work.apply(workspace);
        } finally {
            idle.addFirst(workspace);
        }
    }

    private Workspace take() {
        try {
            Workspace workspace = idle.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (workspace == null) {
                throw new SegueException(
                        ErrorCode.OVERLOADED, "Too many requests at a time: none of them ended within " + patience);
            }
            return workspace;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SegueException(ErrorCode.OVERLOADED, "Interrupted while waiting for a turn", e);
        }
    }
}
