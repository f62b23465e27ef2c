package dev.segue.verification.check;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/// Up to where the raw topic had been counted when a record was published.
@FunctionalInterface
public interface SourceOffsets {

    /// By raw partition the offset of the next record not counted; empty when the record does not say.
    Optional<long[]> of(SpecificRecord published);

    /// As published records carry them.
    SourceOffsets PUBLISHED = record -> {
        Schema.Field field = record.getSchema().getField("sourceOffsets");
        if (field == null || !(record.get(field.pos()) instanceof List<?> offsets) || offsets.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(offsets.stream()
                .mapToLong(offset -> ((Number) offset).longValue())
                .toArray());
    };
}
