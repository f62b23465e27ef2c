package dev.segue.training;

import java.util.List;

/// Where the state of a training is kept between epochs.
public interface Checkpoints {

    /// Keeps nothing and finds nothing.
    Checkpoints NONE = new Checkpoints() {
        @Override
        public List<EpochReport> restore(Training<?> training) {
            return List.of();
        }

        @Override
        public void keep(Training<?> training, List<EpochReport> history) {}
    };

    /// Puts the training into the newest state that was kept of it.
    ///
    /// @return history of the epochs that are done; empty when nothing was kept
    List<EpochReport> restore(Training<?> training);

    /// Keeps the state after the last epoch of `history`, in place of the one before.
    void keep(Training<?> training, List<EpochReport> history);
}
