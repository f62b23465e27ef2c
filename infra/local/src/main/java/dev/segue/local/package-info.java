/// The whole platform on one machine, without containers.
@NullMarked
package dev.segue.local;

import org.jspecify.annotations.NullMarked;
