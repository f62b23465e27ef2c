package dev.segue.crawler.importing;

import dev.segue.crawler.source.Flaw;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The running figures of one attempt at an import. Safe for use by many threads: the import writes, acknowledgements
/// come from the producer, and anyone may look.
final class ImportProgress {

    static final int ERRORS_KEPT = 100;

    private final List<Flaw> errors = new ArrayList<>();
    private final Map<Integer, Long> endOffsets = new TreeMap<>();
    private long errorsTotal;
    private int filesTotal;
    private int filesDone;
    private int filesSkipped;
    private int filesRefused;
    private long bytesTotal;
    private long bytesDone;
    private LongSupplier bytesOfCurrent = () -> 0;
    private long read;
    private long published;
    private long refused;
    private long skipped;

    synchronized void found(int files, long bytes) {
        filesTotal = files;
        bytesTotal = bytes;
    }

    synchronized void reading(LongSupplier bytesRead) {
        bytesOfCurrent = bytesRead;
    }

    synchronized void fileDone(int files, long bytes) {
        bytesOfCurrent = () -> 0;
        filesDone += files;
        bytesDone += bytes;
    }

    synchronized void fileSkipped(int files, long bytes) {
        filesSkipped += files;
        bytesDone += bytes;
    }

    synchronized void fileRefused(int files, long bytes, Flaw flaw) {
        bytesOfCurrent = () -> 0;
        filesRefused += files;
        bytesDone += bytes;
        error(flaw);
    }

    synchronized void read() {
        read++;
    }

    synchronized void refused() {
        refused++;
    }

    synchronized void published(int partition, long offset) {
        published++;
        endOffsets.merge(partition, offset + 1, Math::max);
    }

    synchronized void skipped(long records) {
        skipped += records;
    }

    /// Takes over what this very import did before it was interrupted.
    synchronized void resumed(long published, long refused, Map<Integer, Long> endOffsets) {
        this.read += published + refused;
        this.published += published;
        this.refused += refused;
        endOffsets.forEach((partition, offset) -> this.endOffsets.merge(partition, offset, Math::max));
    }

    synchronized void error(Flaw flaw) {
        errorsTotal++;
        if (errors.size() < ERRORS_KEPT) {
            errors.add(flaw);
        }
    }

    synchronized void errors(Collection<Flaw> first, long total) {
        first.forEach(this::error);
        errorsTotal += total - first.size();
    }

    synchronized Map<Integer, Long> endOffsets() {
        return new TreeMap<>(endOffsets);
    }

    /// What the figures say about how it ended.
    synchronized ImportState verdict() {
        if (errorsTotal == 0) {
            return ImportState.DONE;
        }
        return published + skipped > 0 ? ImportState.PARTIAL : ImportState.FAILED;
    }

    /// @throws IllegalStateException when a record or a file has got lost, which would be a defect
    synchronized void requireBalance() {
        if (read != published + refused) {
            throw new IllegalStateException("Of " + read + " records read " + published + " were published and "
                    + refused + " refused: the rest got lost");
        }
        if (filesTotal != filesDone + filesSkipped + filesRefused) {
            throw new IllegalStateException("Of " + filesTotal + " files " + filesDone + " were done, " + filesSkipped
                    + " skipped and " + filesRefused + " refused: the rest got lost");
        }
    }

    synchronized ImportReport report(ImportJob job, ImportState state, @Nullable String failure) {
        return new ImportReport(
                job.id(),
                job.path(),
                job.format() == null ? null : job.format().wireName(),
                state,
                new ImportReport.Files(filesTotal, filesDone, filesSkipped, filesRefused),
                new ImportReport.Bytes(bytesTotal, Math.min(bytesTotal, bytesDone + bytesOfCurrent.getAsLong())),
                new ImportReport.Records(read, published, refused, skipped),
                errors,
                errorsTotal,
                endOffsets,
                failure);
    }
}
