/// How fast search is behind its port, and how much of the right answer it finds.
@NullMarked
package dev.segue.benchmarks.search;

import org.jspecify.annotations.NullMarked;
