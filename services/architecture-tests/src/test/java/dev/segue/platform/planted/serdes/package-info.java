/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.platform.planted.serdes;

import org.jspecify.annotations.NullMarked;
