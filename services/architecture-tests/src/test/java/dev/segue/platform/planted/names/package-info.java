/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.platform.planted.names;

import org.jspecify.annotations.NullMarked;
