/// The recount: outcomes, playlists and counts at any point of the raw topic, by sorting, without a shared
/// line of code.
@NullMarked
package dev.segue.verification.recount;

import org.jspecify.annotations.NullMarked;
