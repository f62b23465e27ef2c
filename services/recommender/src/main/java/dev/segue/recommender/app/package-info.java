/// Configuration and wiring of the recommender.
@NullMarked
package dev.segue.recommender.app;

import org.jspecify.annotations.NullMarked;
