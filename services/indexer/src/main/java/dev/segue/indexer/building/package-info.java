/// Index snapshots: what goes into them, when one is due, how it is published and when an old one goes.
@NullMarked
package dev.segue.indexer.building;

import org.jspecify.annotations.NullMarked;
