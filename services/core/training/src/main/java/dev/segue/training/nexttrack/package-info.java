/// A network that says which tracks come next from the mean and the variance of the last ones.
@NullMarked
package dev.segue.training.nexttrack;

import org.jspecify.annotations.NullMarked;
