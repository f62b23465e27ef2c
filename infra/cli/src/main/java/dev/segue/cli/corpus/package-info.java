/// The corpus as the topics and the newest index have it, and its statistics as text, JSON and pictures.
@NullMarked
package dev.segue.cli.corpus;

import org.jspecify.annotations.NullMarked;
