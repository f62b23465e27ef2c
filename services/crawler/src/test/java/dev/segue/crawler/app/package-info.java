/// Tests of the room of the same name.
@NullMarked
package dev.segue.crawler.app;

import org.jspecify.annotations.NullMarked;
