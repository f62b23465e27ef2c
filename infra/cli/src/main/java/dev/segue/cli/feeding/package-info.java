/// Playlists on their way from a file to being served, and the account of what became of them.
@NullMarked
package dev.segue.cli.feeding;

import org.jspecify.annotations.NullMarked;
