/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.training.planted;

import org.jspecify.annotations.NullMarked;
