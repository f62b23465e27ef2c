/// What a crawl withholds: playlists that are copies of others, and curators who flood.
@NullMarked
package dev.segue.crawler.quality;

import org.jspecify.annotations.NullMarked;
