/// Known distributions, and textbook figures.
@NullMarked
package dev.segue.statistics;

import org.jspecify.annotations.NullMarked;
