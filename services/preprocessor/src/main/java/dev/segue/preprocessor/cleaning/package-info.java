/// What becomes of a playlist snapshot: reading, validation, filters, and its place in the history of its playlist.
/// No Kafka.
@NullMarked
package dev.segue.preprocessor.cleaning;

import org.jspecify.annotations.NullMarked;
