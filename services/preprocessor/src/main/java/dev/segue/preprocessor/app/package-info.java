/// Puts the preprocessor together: configuration, wiring, start and stop.
@NullMarked
package dev.segue.preprocessor.app;

import org.jspecify.annotations.NullMarked;
