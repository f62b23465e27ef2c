package dev.segue.crawler.importing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// The metrics of imports.
public final class ImportMeters {

    /// Counter, records: read from a source. Tag `source`.
    public static final String RECORDS_READ = "segue.crawler.records.read";

    /// Counter, records: acknowledged by the broker. Tag `source`.
    public static final String RECORDS_PUBLISHED = "segue.crawler.records.published";

    /// Counter, records: could not be read. Tag `source`.
    public static final String RECORDS_REFUSED = "segue.crawler.records.refused";

    /// Gauge, imports: not ended yet. Tag `state`: waiting or running.
    public static final String IMPORTS_OPEN = "segue.crawler.imports.open";

    /// Counter, imports: ended. Tag `state`: done, partial or failed.
    public static final String IMPORTS_ENDED = "segue.crawler.imports.ended";

    /// Counter, bytes: of files read to their end, as they lie on disk.
    public static final String BYTES_READ = "segue.crawler.read";

    private final MeterRegistry registry;

    public ImportMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void read(String source) {
        registry.counter(RECORDS_READ, "source", source).increment();
    }

    void published(String source) {
        registry.counter(RECORDS_PUBLISHED, "source", source).increment();
    }

    void refused(String source) {
        registry.counter(RECORDS_REFUSED, "source", source).increment();
    }

    void fileRead(long bytes) {
        Counter.builder(BYTES_READ).baseUnit("bytes").register(registry).increment(bytes);
    }

    void ended(ImportState state) {
        registry.counter(IMPORTS_ENDED, "state", state.wireName()).increment();
    }

    void watch(ImportQueue queue) {
        for (ImportState state : new ImportState[] {ImportState.WAITING, ImportState.RUNNING}) {
            Gauge.builder(IMPORTS_OPEN, queue, imports -> imports.count(state))
                    .tag("state", state.wireName())
                    .register(registry);
        }
    }
}
