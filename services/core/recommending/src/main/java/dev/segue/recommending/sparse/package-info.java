/// Scores of few ordinals out of many.
@NullMarked
package dev.segue.recommending.sparse;

import org.jspecify.annotations.NullMarked;
