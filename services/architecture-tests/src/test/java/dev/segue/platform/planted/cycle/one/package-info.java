/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.platform.planted.cycle.one;

import org.jspecify.annotations.NullMarked;
