/// Planted violations: see ArchitectureTest.
@NullMarked
package dev.segue.crawler.planted;

import org.jspecify.annotations.NullMarked;
