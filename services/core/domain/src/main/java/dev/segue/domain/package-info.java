/// Ids and records every room speaks of: tracks, playlists, offsets, error codes. JDK and JSpecify only.
@NullMarked
package dev.segue.domain;

import org.jspecify.annotations.NullMarked;
