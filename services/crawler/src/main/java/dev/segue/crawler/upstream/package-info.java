/// The way to a service on the internet: requests within a budget, answers within limits, and nothing of what an
/// upstream may do wrong getting further than here.
@NullMarked
package dev.segue.crawler.upstream;

import org.jspecify.annotations.NullMarked;
