/// Configuration, wiring, start and stop of the trainer.
@NullMarked
package dev.segue.trainer.app;

import org.jspecify.annotations.NullMarked;
