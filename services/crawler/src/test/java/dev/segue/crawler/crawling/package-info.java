/// Tests.
@NullMarked
package dev.segue.crawler.crawling;

import org.jspecify.annotations.NullMarked;
