/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.preprocessor.planted;

import org.jspecify.annotations.NullMarked;
