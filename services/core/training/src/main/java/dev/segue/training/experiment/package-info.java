/// A training as an experiment: which model by which name, the folder that holds its configuration, checkpoints, loss
/// history, metrics and bundle.
@NullMarked
package dev.segue.training.experiment;

import org.jspecify.annotations.NullMarked;
