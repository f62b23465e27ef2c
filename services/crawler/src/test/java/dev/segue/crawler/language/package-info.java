/// Tests.
@NullMarked
package dev.segue.crawler.language;

import org.jspecify.annotations.NullMarked;
