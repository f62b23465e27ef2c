package dev.segue.verification.check;

import java.util.List;
import java.util.Optional;

/// Up to where the raw topic had been counted when a record was published.
final class SourceOffsets {

    private SourceOffsets() {}

    /// By raw partition the offset of the next record not counted; empty when the record does not say.
    static Optional<long[]> of(List<Long> published) {
        return published.isEmpty()
                ? Optional.empty()
                : Optional.of(published.stream().mapToLong(Long::longValue).toArray());
    }
}
