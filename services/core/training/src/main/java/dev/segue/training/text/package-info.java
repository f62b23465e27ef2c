/// Titles and keywords among the track vectors: a projection of text trained on playlists that have both, and what
/// can be recommended from a text alone.
@NullMarked
package dev.segue.training.text;

import org.jspecify.annotations.NullMarked;
