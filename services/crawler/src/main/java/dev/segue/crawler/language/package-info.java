/// Which language a text is in.
@NullMarked
package dev.segue.crawler.language;

import org.jspecify.annotations.NullMarked;
