/// Asking for a training over HTTP, and asking how far it is.
@NullMarked
package dev.segue.trainer.api;

import org.jspecify.annotations.NullMarked;
