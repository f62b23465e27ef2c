/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.trainer.planted;

import org.jspecify.annotations.NullMarked;
