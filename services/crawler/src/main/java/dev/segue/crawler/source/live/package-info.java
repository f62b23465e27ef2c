/// Live services that playlists come from, behind the source contract: what their answers mean, and when they show a
/// playlist whole.
@NullMarked
package dev.segue.crawler.source.live;

import org.jspecify.annotations.NullMarked;
