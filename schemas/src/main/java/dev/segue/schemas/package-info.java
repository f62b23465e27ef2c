/// The wire room: what crosses a topic, and nothing else. Only this room builds serdes and names topics.
@NullMarked
package dev.segue.schemas;

import org.jspecify.annotations.NullMarked;
