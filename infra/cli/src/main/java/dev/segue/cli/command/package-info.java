/// One class a subcommand: arguments in, text or JSON and an exit code out.
@NullMarked
package dev.segue.cli.command;

import org.jspecify.annotations.NullMarked;
