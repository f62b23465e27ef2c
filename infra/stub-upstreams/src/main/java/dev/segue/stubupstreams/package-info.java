/// Playlist services that stand in for the real ones, driven by one deterministic catalogue whose playlists change,
/// vanish and come back by the clock.
@NullMarked
package dev.segue.stubupstreams;

import org.jspecify.annotations.NullMarked;
