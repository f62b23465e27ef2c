/// The second stage that is served: describes the best candidates of the blend by what a request has at hand, and
/// orders them by what was learnt from playlists with their ends hidden. Knows nothing of how candidates come about.
@NullMarked
package dev.segue.recommending.ranking;

import org.jspecify.annotations.NullMarked;
