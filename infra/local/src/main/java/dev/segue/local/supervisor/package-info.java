/// Starts the broker and the services as processes, watches them, and stops them.
@NullMarked
package dev.segue.local.supervisor;

import org.jspecify.annotations.NullMarked;
