/// What every service needs and nothing more: Kafka settings, following topics, artefacts, readiness, problems, metric
/// names.
@NullMarked
package dev.segue.platform;

import org.jspecify.annotations.NullMarked;
