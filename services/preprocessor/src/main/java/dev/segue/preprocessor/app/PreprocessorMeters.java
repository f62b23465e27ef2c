package dev.segue.preprocessor.app;

import dev.segue.platform.Metrics;
import dev.segue.preprocessor.cleaning.Outcome;
import dev.segue.preprocessor.cleaning.Reason;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.stream.CommittedStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// The preprocessor's metrics: counts come from the statistics topic, so that they are committed and survive restarts.
final class PreprocessorMeters {

    private PreprocessorMeters() {}

    static void bind(CommittedStatistics statistics, CountedCorpus corpus, MeterRegistry meters) {
        for (Outcome outcome : Outcome.values()) {
            FunctionCounter.builder(Metrics.PREPROCESSOR_SNAPSHOTS, statistics, s -> s.outcome(outcome))
                    .tag("outcome", outcome.code())
                    .description("Snapshots read, by what became of them")
                    .register(meters);
        }
        for (Reason reason : Reason.values()) {
            FunctionCounter.builder(Metrics.PREPROCESSOR_REFUSED, statistics, s -> s.reason(reason))
                    .tag("reason", reason.name())
                    .description("Snapshots not let through, by reason")
                    .register(meters);
        }
        Gauge.builder(Metrics.PREPROCESSOR_PLAYLISTS, statistics, s -> s.total().playlists())
                .description("Clean playlists held now")
                .register(meters);
        Gauge.builder(Metrics.PREPROCESSOR_ENTRIES, statistics, s -> s.total().entries())
                .description("Track entries of the clean playlists")
                .register(meters);
        Gauge.builder(Metrics.PREPROCESSOR_TRACKS, corpus, CountedCorpus::catalogueTracks)
                .description("Tracks of the catalogue that this instance owns")
                .register(meters);
        Gauge.builder(Metrics.PREPROCESSOR_PENDING, corpus, CountedCorpus::pending)
                .description("Tracks of this instance whose changed neighbours are not published yet")
                .register(meters);
    }
}
