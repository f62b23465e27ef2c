/// Playlists from files: dumps in five formats, plain or packed, read in one pass and in constant memory.
@NullMarked
package dev.segue.crawler.source.file;

import org.jspecify.annotations.NullMarked;
