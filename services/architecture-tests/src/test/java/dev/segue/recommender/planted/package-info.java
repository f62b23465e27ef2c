/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.recommender.planted;

import org.jspecify.annotations.NullMarked;
