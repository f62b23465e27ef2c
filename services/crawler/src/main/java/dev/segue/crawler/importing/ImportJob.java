package dev.segue.crawler.importing;

import dev.segue.crawler.source.file.FileFormat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An import that is waiting, running, or has ended. It has ended only when that is remembered, so that an end that
/// was told is never taken back. Safe for use by many threads; the queue moves it on.
final class ImportJob {

    private final String id;
    private final String path;
    private final @Nullable FileFormat format;
    private final Instant requestedAt;
    private volatile ImportState state = ImportState.WAITING;
    private volatile ImportProgress progress = new ImportProgress();
    private volatile @Nullable ImportReport ended;

    ImportJob(String id, String path, @Nullable FileFormat format, Instant requestedAt) {
        this.id = id;
        this.path = path;
        this.format = format;
        this.requestedAt = requestedAt;
    }

    /// An import of an earlier process, with its last report.
    static ImportJob ended(ImportReport report, Instant requestedAt) {
        var job = new ImportJob(report.importId(), report.path(), null, requestedAt);
        job.state = report.state();
        job.ended = report;
        return job;
    }

    String id() {
        return id;
    }

    String path() {
        return path;
    }

    @Nullable
    FileFormat format() {
        return format;
    }

    Instant requestedAt() {
        return requestedAt;
    }

    ImportState state() {
        return state;
    }

    /// Begins an attempt: its figures start at nothing, what earlier ones did comes from the frontier.
    ImportProgress begin() {
        var fresh = new ImportProgress();
        progress = fresh;
        state = ImportState.RUNNING;
        return fresh;
    }

    /// What the figures say now.
    ///
    /// @param failure why it broke off; null unless the state is failed
    ImportReport report(ImportState as, @Nullable String failure) {
        return progress.report(this, as, failure);
    }

    void end(ImportReport last) {
        ended = last;
        state = last.state();
    }

    ImportReport report() {
        ImportReport last = ended;
        return last == null ? report(state, null) : last;
    }
}
