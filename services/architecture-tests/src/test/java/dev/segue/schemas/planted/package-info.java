/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.schemas.planted;

import org.jspecify.annotations.NullMarked;
