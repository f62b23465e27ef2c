package dev.segue.verification.check;

import dev.segue.verification.log.RecordLog;
import dev.segue.verification.recount.History;
import java.util.Optional;
import java.util.Set;

/// What there is to compare.
///
/// @param log the topics, at rest
/// @param history the recount of the raw topic in it
/// @param sample tracks whose every publication is looked at, and that services are asked for
/// @param onlyTracks the only tracks that are looked at; empty for all
public record Evidence(RecordLog log, History history, Set<String> sample, Optional<Set<String>> onlyTracks) {

    public Evidence {
        sample = Set.copyOf(sample);
        onlyTracks = onlyTracks.map(Set::copyOf);
    }

    boolean isInScope(String trackId) {
        return onlyTracks.isEmpty() || onlyTracks.get().contains(trackId);
    }
}
