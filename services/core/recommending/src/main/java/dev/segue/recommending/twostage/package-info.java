/// Recommending in two stages: first stages that score candidates, each in its own way, and a second stage that learnt
/// from playlists with a part hidden how to weigh what they say.
@NullMarked
package dev.segue.recommending.twostage;

import org.jspecify.annotations.NullMarked;
