/// Tests.
@NullMarked
package dev.segue.crawler.source.live;

import org.jspecify.annotations.NullMarked;
