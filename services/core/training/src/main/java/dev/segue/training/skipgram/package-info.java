/// Skip-gram with negative sampling over playlists in their order: tracks that stand near each other get vectors that
/// point the same way.
@NullMarked
package dev.segue.training.skipgram;

import org.jspecify.annotations.NullMarked;
