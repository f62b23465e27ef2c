/// Answers: releases chosen and verified, the model that serves, and what is made of it together with the live state.
@NullMarked
package dev.segue.recommender.serving;

import org.jspecify.annotations.NullMarked;
