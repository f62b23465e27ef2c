/// Finding tracks and playlist titles by text, and the index snapshot that carries all that can be found. The only
/// room that speaks Lucene.
@NullMarked
package dev.segue.search;

import org.jspecify.annotations.NullMarked;
