/// Tests.
@NullMarked
package dev.segue.crawler.upstream;

import org.jspecify.annotations.NullMarked;
