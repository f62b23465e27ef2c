/// What the command takes from the process it runs in.
@NullMarked
package dev.segue.cli.app;

import org.jspecify.annotations.NullMarked;
