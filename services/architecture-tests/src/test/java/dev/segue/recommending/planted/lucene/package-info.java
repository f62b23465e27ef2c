/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.recommending.planted.lucene;

import org.jspecify.annotations.NullMarked;
