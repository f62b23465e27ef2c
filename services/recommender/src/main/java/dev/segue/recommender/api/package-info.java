/// The HTTP API: requests checked, answers in JSON.
@NullMarked
package dev.segue.recommender.api;

import org.jspecify.annotations.NullMarked;
