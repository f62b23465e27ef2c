/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.corpus.planted.frameworks;

import org.jspecify.annotations.NullMarked;
