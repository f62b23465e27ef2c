/// Continues playlists: candidate sources over the live corpus and the model's vectors, blended by the shape of the
/// request, re-ranked for diversity, explained by exact counts. Pure computation, no framework, no clock, no I/O.
@NullMarked
package dev.segue.recommending;

import org.jspecify.annotations.NullMarked;
