/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.recommending.planted.onnx;

import org.jspecify.annotations.NullMarked;
