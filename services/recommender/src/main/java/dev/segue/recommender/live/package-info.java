/// What the stream says: the corpus, the neighbours and the catalogue as of a moment ago, and the feed that keeps them.
@NullMarked
package dev.segue.recommender.live;

import org.jspecify.annotations.NullMarked;
