package dev.segue.preprocessor.stream;

import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.preprocessor.counting.OffsetVector;
import dev.segue.schemas.avro.CorpusFigures;
import dev.segue.schemas.avro.CorpusRules;
import dev.segue.schemas.avro.Distribution;
import dev.segue.schemas.avro.DistributionBucket;
import dev.segue.schemas.avro.HeldOutSimilarity;
import dev.segue.schemas.avro.MeanMargin;
import dev.segue.schemas.avro.MeasuredMean;
import dev.segue.schemas.avro.MostConnected;
import dev.segue.schemas.avro.OutlierFences;
import dev.segue.schemas.avro.PairMargins;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.TailFit;
import dev.segue.statistics.CorpusStatistics;
import dev.segue.statistics.HeavyTail;
import dev.segue.statistics.MeanDifference;
import dev.segue.statistics.Moments;
import dev.segue.statistics.OutlierBounds;
import dev.segue.statistics.PairContrast;
import dev.segue.statistics.Similarities;
import dev.segue.statistics.Summary;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The statistics of the corpus as a record of `playlist-statistics.v1`.
final class CorpusFiguresRecord {

    /// Key of the record.
    static final String SCOPE = "corpus";

    private CorpusFiguresRecord() {}

    /// @param settings by which playlists are let through and counted
    /// @param sources by partition of the snapshots, the offset after the last one counted
    /// @param read by partition of the clean playlists, up to where they were read at least
    static PlaylistStatistics of(
            CorpusStatistics statistics,
            PlaylistSettings settings,
            OffsetVector sources,
            OffsetVector read,
            Duration took) {
        return PlaylistStatistics.newBuilder()
                .setScope(SCOPE)
                .setInputOffset(0)
                .setOutcomes(Map.of())
                .setPlaylists(statistics.playlists())
                .setEntries(statistics.entries())
                .setCorpus(new CorpusFigures(
                        sources.toList(),
                        read.toList(),
                        statistics.tracks(),
                        rules(settings),
                        statistics.oneIn(),
                        took.toMillis(),
                        distribution(statistics.saves()),
                        statistics.unknownSaves(),
                        tail(statistics.savesTail().orElse(null)),
                        fences(statistics.savesBounds()),
                        distribution(statistics.tracksPerPlaylist()),
                        distribution(statistics.playlistsPerTrack()),
                        tail(statistics.playlistsPerTrackTail().orElse(null)),
                        distribution(statistics.neighbours()),
                        new MostConnected(
                                statistics.hubs().share(),
                                statistics.hubs().tracks(),
                                statistics.hubs().fewestNeighbours(),
                                statistics.hubs().entries()),
                        similarity(statistics.similarities())))
                .build();
    }

    private static CorpusRules rules(PlaylistSettings settings) {
        Filters filters = settings.filters();
        NeighbourRules neighbours = settings.neighbours();
        return new CorpusRules(
                filters.minimumSaves(),
                filters.unknownSaves() == Filters.UnknownSaves.KEEP,
                filters.minimumTracks(),
                filters.maximumTracks(),
                neighbours.window(),
                neighbours.neighbours(),
                neighbours.minimumPlaylists());
    }

    private static Distribution distribution(Summary summary) {
        var quantiles = new TreeMap<String, Long>();
        summary.quantiles().forEach((share, value) -> quantiles.put(share.toString(), value));
        return new Distribution(
                summary.count(),
                summary.mean(),
                summary.standardDeviation(),
                summary.minimum(),
                summary.maximum(),
                quantiles,
                summary.histogram().stream()
                        .map(bucket -> new DistributionBucket(bucket.from(), bucket.to(), bucket.count()))
                        .toList());
    }

    private static @Nullable TailFit tail(@Nullable HeavyTail tail) {
        return tail == null
                ? null
                : new TailFit(
                        switch (tail.law()) {
                            case POWER_LAW -> "power-law";
                            case LOG_NORMAL -> "log-normal";
                            case UNDECIDED -> "undecided";
                        },
                        tail.minimum(),
                        tail.tail(),
                        tail.exponent(),
                        tail.exponentError(),
                        tail.distance(),
                        tail.logNormalMean(),
                        tail.logNormalDeviation(),
                        tail.likelihoodRatio(),
                        tail.pValue());
    }

    private static OutlierFences fences(OutlierBounds bounds) {
        return new OutlierFences(bounds.lower(), bounds.upper(), bounds.below(), bounds.above(), bounds.leftOut());
    }

    private static HeldOutSimilarity similarity(Similarities similarities) {
        var byDistance = similarities.byDistance();
        return new HeldOutSimilarity(
                similarities.name(),
                similarities.training(),
                similarities.heldOut(),
                byDistance.near().stream().map(CorpusFiguresRecord::mean).toList(),
                mean(byDistance.far()),
                byDistance.farFrom(),
                byDistance.unknown(),
                margin(byDistance.difference()),
                pairs(similarities.whole()),
                pairs(similarities.near()));
    }

    private static PairMargins pairs(PairContrast contrast) {
        return new PairMargins(
                contrast.window(),
                mean(contrast.positives()),
                mean(contrast.negatives()),
                margin(contrast.byPairs()),
                margin(contrast.byPlaylists()),
                contrast.unknown());
    }

    private static MeasuredMean mean(Moments moments) {
        return new MeasuredMean(moments.count(), moments.mean(), moments.standardDeviation());
    }

    private static MeanMargin margin(MeanDifference difference) {
        return new MeanMargin(difference.margin(), difference.t(), difference.pValue());
    }
}
