/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.platform.planted.cycle.two;

import org.jspecify.annotations.NullMarked;
