/// Fits what the two stages of `dev.segue.recommending.twostage` use: spaces, weights, ridges, and the second stage
/// itself. Everything is the same for the same library and seed, however many threads worked.
@NullMarked
package dev.segue.training.twostage;

import org.jspecify.annotations.NullMarked;
