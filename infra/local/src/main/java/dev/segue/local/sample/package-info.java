/// The corpus composed for the first run.
@NullMarked
package dev.segue.local.sample;

import org.jspecify.annotations.NullMarked;
