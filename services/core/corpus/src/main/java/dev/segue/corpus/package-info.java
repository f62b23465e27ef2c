/// Playlists as postings in primitive arrays: forward and inverted lists, edits and deletes, exact counts on demand.
@NullMarked
package dev.segue.corpus;

import org.jspecify.annotations.NullMarked;
