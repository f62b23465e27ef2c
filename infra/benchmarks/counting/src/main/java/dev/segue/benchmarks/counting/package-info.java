/// How fast co-occurrence is counted: a load, the textbook topology, the preprocessor, and memory alone, in one run.
@NullMarked
package dev.segue.benchmarks.counting;

import org.jspecify.annotations.NullMarked;
