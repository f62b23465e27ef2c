/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.indexer.planted;

import org.jspecify.annotations.NullMarked;
