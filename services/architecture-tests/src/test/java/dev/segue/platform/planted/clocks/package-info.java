/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.platform.planted.clocks;

import org.jspecify.annotations.NullMarked;
