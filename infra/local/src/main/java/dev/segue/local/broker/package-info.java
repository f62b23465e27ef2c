/// A real Kafka broker from its Maven artefacts, in this process or in one of its own.
@NullMarked
package dev.segue.local.broker;

import org.jspecify.annotations.NullMarked;
