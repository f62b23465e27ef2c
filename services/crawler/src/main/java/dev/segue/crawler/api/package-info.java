/// The crawler's HTTP interface.
@NullMarked
package dev.segue.crawler.api;

import org.jspecify.annotations.NullMarked;
