/// Tests of the file sources, on small files written for them.
@NullMarked
package dev.segue.crawler.source.file;

import org.jspecify.annotations.NullMarked;
