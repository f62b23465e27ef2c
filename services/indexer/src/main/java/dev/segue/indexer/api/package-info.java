/// What the indexer tells by HTTP.
@NullMarked
package dev.segue.indexer.api;

import org.jspecify.annotations.NullMarked;
