/// What one partition knows of its anchor tracks: the playlists as postings, which anchors changed, and their
/// neighbours as they are published. No Kafka.
@NullMarked
package dev.segue.preprocessor.counting;

import org.jspecify.annotations.NullMarked;
