/// What is to be crawled and how far that is done, kept in a compacted topic so that any crawler can go on from it.
@NullMarked
package dev.segue.crawler.frontier;

import org.jspecify.annotations.NullMarked;
