/// Tests of the room of the same name.
@NullMarked
package dev.segue.crawler.importing;

import org.jspecify.annotations.NullMarked;
