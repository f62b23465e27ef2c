/// Whether the platform is right, said by code that has nothing in common with what it judges but the wire format:
/// it recounts from the raw topic and compares.
@NullMarked
package dev.segue.verification;

import org.jspecify.annotations.NullMarked;
