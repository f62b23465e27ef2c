/// Measurements of speed, run by the scripts of this room.
@NullMarked
package dev.segue.benchmarks.training;

import org.jspecify.annotations.NullMarked;
