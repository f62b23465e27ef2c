/// Topics as they are read for verification: up to a fixed end, record by record, or as copies with faults.
@NullMarked
package dev.segue.verification.log;

import org.jspecify.annotations.NullMarked;
