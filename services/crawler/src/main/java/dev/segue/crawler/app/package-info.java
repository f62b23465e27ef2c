/// Configuration, wiring and the life of the crawler's process.
@NullMarked
package dev.segue.crawler.app;

import org.jspecify.annotations.NullMarked;
