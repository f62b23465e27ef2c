/// The source contract: what the crawler asks of every place that playlists come from, a file as well as a live
/// service.
@NullMarked
package dev.segue.crawler.source;

import org.jspecify.annotations.NullMarked;
