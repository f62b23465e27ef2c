/// The comparisons, invariant by invariant, and what they find.
@NullMarked
package dev.segue.verification.check;

import org.jspecify.annotations.NullMarked;
