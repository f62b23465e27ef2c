/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.domain.planted;

import org.jspecify.annotations.NullMarked;
