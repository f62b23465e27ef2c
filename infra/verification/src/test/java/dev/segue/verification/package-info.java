/// A hand-made platform, right and wrong, and what the verifier says of it.
@NullMarked
package dev.segue.verification;

import org.jspecify.annotations.NullMarked;
