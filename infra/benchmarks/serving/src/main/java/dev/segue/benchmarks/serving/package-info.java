/// A recommender at scale under real HTTP load.
@NullMarked
package dev.segue.benchmarks.serving;

import org.jspecify.annotations.NullMarked;
