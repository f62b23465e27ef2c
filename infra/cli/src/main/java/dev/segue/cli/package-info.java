/// The `segue` command.
@NullMarked
package dev.segue.cli;

import org.jspecify.annotations.NullMarked;
