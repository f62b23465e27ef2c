/// Measurements of speed, run by the scripts of this room.
@NullMarked
package dev.segue.benchmarks;

import org.jspecify.annotations.NullMarked;
