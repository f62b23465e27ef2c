package dev.segue.crawler.importing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.segue.crawler.source.Flaw;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an import has done so far.
///
/// @param format how every file is read; null when its content decides
/// @param errors the first hundred
/// @param errorsTotal all of them
/// @param endOffsets partition of playlist-snapshots.v1 to the offset after the last record this import published
///     there; partitions without one are left out
/// @param failure why it broke off; null unless the state is failed
public record ImportReport(
        String importId,
        String path,
        @Nullable String format,
        ImportState state,
        Files files,
        Bytes bytes,
        Records records,
        List<Flaw> errors,
        long errorsTotal,
        Map<Integer, Long> endOffsets,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String failure) {

    public ImportReport {
        errors = List.copyOf(errors);
        endOffsets = Collections.unmodifiableMap(new TreeMap<>(endOffsets));
    }

    /// At the end total = done + skipped + refused.
    ///
    /// @param done read to their end, or to where they break off
    /// @param skipped unchanged since an earlier import read them
    /// @param refused of no known format, or unreadable
    public record Files(int total, int done, int skipped, int refused) {}

    /// Sizes on disk.
    public record Bytes(long total, long done) {}

    /// A record is a playlist, or a row that tells of none. At the end read = published + refused.
    ///
    /// @param published acknowledged by the broker
    /// @param refused unreadable: see the errors
    /// @param skipped read by an earlier import, the file being unchanged
    public record Records(long read, long published, long refused, long skipped) {}
}
