/// Crawlers as processes against stub upstreams.
@NullMarked
package dev.segue.benchmarks.crawling;

import org.jspecify.annotations.NullMarked;
