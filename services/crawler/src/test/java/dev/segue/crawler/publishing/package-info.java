/// Tests of the room of the same name.
@NullMarked
package dev.segue.crawler.publishing;

import org.jspecify.annotations.NullMarked;
