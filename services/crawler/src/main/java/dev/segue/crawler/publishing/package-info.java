/// The way from a finding to an acknowledged record.
@NullMarked
package dev.segue.crawler.publishing;

import org.jspecify.annotations.NullMarked;
