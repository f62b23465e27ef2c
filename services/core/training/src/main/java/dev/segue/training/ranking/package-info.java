/// Fits the second stage that is served: requests are made of playlists with their ends hidden and asked of the live
/// path itself, with the playlist taken out of the corpus.
@NullMarked
package dev.segue.training.ranking;

import org.jspecify.annotations.NullMarked;
