package dev.segue.training;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.ArrayList;
import java.util.function.Consumer;

/// Runs the epochs of a training: goes on from where its checkpoints say, keeps each finished epoch, and stops at a
/// loss that is not a number with the model of the last good epoch.
public final class EpochLoop {

    private EpochLoop() {}

    /// Trains without checkpoints.
    ///
    /// @param progress told of every finished epoch, on the calling thread
    public static <M> Trained<M> run(Training<M> training, Consumer<EpochReport> progress) throws InterruptedException {
        return run(training, Checkpoints.NONE, progress);
    }

    /// Trains until all epochs are done or the loss is not a number. The caller closes the training.
    ///
    /// @param progress told of every finished epoch, on the calling thread; not of those done before an
    ///     interruption
    /// @throws SegueException with [ErrorCode#INTERNAL] when the loss is not a number in the first epoch
    /// @throws InterruptedException when the calling thread is interrupted; all finished epochs are kept
    public static <M> Trained<M> run(Training<M> training, Checkpoints checkpoints, Consumer<EpochReport> progress)
            throws InterruptedException {
        var history = new ArrayList<>(checkpoints.restore(training));
        int epochs = training.config().epochs();
        M good = history.isEmpty() ? null : training.model();
        for (int epoch = history.size() + 1; epoch <= epochs; epoch++) {
            EpochReport report = training.epoch(epoch);
            if (!Double.isFinite(report.loss())) {
                if (good == null) {
                    throw new SegueException(
                            ErrorCode.INTERNAL,
                            "Training diverged in epoch 1: expected a finite loss, got " + report.loss()
                                    + "; lower the learning rate ("
                                    + training.config().learningRate() + ")");
                }
                return new Trained<>(good, history, new Trained.Outcome.Diverged(epoch, epoch - 1));
            }
            good = training.model();
            history.add(report);
            checkpoints.keep(training, history);
            progress.accept(report);
        }
        if (good == null) {
            throw new IllegalStateException("A training of " + epochs + " epochs has no model");
        }
        return new Trained<>(good, history, new Trained.Outcome.Completed());
    }
}
