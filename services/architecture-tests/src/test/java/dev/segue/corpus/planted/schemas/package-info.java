/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.corpus.planted.schemas;

import org.jspecify.annotations.NullMarked;
