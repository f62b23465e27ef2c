/// Tests.
@NullMarked
package dev.segue.crawler.quality;

import org.jspecify.annotations.NullMarked;
