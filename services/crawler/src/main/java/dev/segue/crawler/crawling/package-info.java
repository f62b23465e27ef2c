/// Continuous crawling: what is due is looked at, what changed is published together with the knowledge of it, and
/// one crawler of a deployment at a time does so for a source.
@NullMarked
package dev.segue.crawler.crawling;

import org.jspecify.annotations.NullMarked;
