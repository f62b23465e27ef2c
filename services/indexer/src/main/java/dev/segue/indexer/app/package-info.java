/// Configuration and wiring of the indexer.
@NullMarked
package dev.segue.indexer.app;

import org.jspecify.annotations.NullMarked;
