package dev.segue.cli.corpus;

import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CorpusFigures;
import dev.segue.schemas.avro.Distribution;
import dev.segue.schemas.avro.HeldOutSimilarity;
import dev.segue.schemas.avro.MeanMargin;
import dev.segue.schemas.avro.MeasuredMean;
import dev.segue.schemas.avro.OutlierFences;
import dev.segue.schemas.avro.PairMargins;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.TailFit;
import dev.segue.statistics.CorpusStatistics;
import dev.segue.statistics.HeavyTail;
import dev.segue.statistics.Hubs;
import dev.segue.statistics.IntegerDistribution;
import dev.segue.statistics.MeanDifference;
import dev.segue.statistics.Moments;
import dev.segue.statistics.OutlierBounds;
import dev.segue.statistics.PairContrast;
import dev.segue.statistics.Similarities;
import dev.segue.statistics.SimilarityByDistance;
import dev.segue.statistics.Summary;
import dev.segue.verification.log.RecordLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The statistics of the corpus as the preprocessor told them last on `playlist-statistics.v1`.
///
/// @param sourceOffsets by partition of the snapshots, the offset after the last one counted
/// @param took what it took to count
public record ToldStatistics(CorpusStatistics statistics, List<Long> sourceOffsets, Duration took) {

    private static final String SCOPE = "corpus";

    public ToldStatistics {
        sourceOffsets = List.copyOf(sourceOffsets);
    }

    /// Reads the topic to its end; empty when they were never told.
    public static Optional<ToldStatistics> read(RecordLog log) {
        Wire<PlaylistStatistics> wire = Wire.of(Topics.PLAYLIST_STATISTICS.value());
        var last = new AtomicReference<@Nullable PlaylistStatistics>();
        log.read(Topics.PLAYLIST_STATISTICS.name(), record -> {
            byte[] key = record.key();
            byte[] value = record.value();
            if (key == null || !SCOPE.equals(new String(key, StandardCharsets.UTF_8))) {
                return;
            }
            last.set(
                    value != null
                                    && wire.decode(value)
                                            instanceof Wire.Decoded.Read<PlaylistStatistics>(PlaylistStatistics told)
                            ? told
                            : null);
        });
        PlaylistStatistics told = last.get();
        CorpusFigures figures = told == null ? null : told.getCorpus();
        return told == null || figures == null ? Optional.empty() : Optional.of(of(told, figures));
    }

    private static ToldStatistics of(PlaylistStatistics told, CorpusFigures figures) {
        return new ToldStatistics(
                new CorpusStatistics(
                        Math.toIntExact(told.getPlaylists()),
                        told.getEntries(),
                        figures.getTracks(),
                        figures.getRules().getWindow(),
                        figures.getOneIn(),
                        summary(figures.getSaves()),
                        figures.getUnknownSaves(),
                        tail(figures.getSavesTail()),
                        bounds(figures.getSavesOutliers()),
                        summary(figures.getTracksPerPlaylist()),
                        summary(figures.getPlaylistsPerTrack()),
                        tail(figures.getPlaylistsPerTrackTail()),
                        summary(figures.getNeighbours()),
                        new Hubs(
                                figures.getHubs().getShare(),
                                figures.getHubs().getTracks(),
                                figures.getHubs().getFewestNeighbours(),
                                figures.getHubs().getEntries()),
                        similarities(figures.getSimilarity())),
                figures.getSourceOffsets(),
                Duration.ofMillis(figures.getMilliseconds()));
    }

    private static Summary summary(Distribution distribution) {
        var quantiles = new TreeMap<Double, Long>();
        distribution.getQuantiles().forEach((share, value) -> quantiles.put(Double.valueOf(share), value));
        return new Summary(
                distribution.getCount(),
                distribution.getMean(),
                distribution.getStandardDeviation(),
                distribution.getMinimum(),
                distribution.getMaximum(),
                quantiles,
                distribution.getHistogram().stream()
                        .map(bucket ->
                                new IntegerDistribution.Bucket(bucket.getFrom(), bucket.getTo(), bucket.getCount()))
                        .toList());
    }

    private static Optional<HeavyTail> tail(@Nullable TailFit tail) {
        return tail == null
                ? Optional.empty()
                : Optional.of(new HeavyTail(
                        tail.getMinimum(),
                        tail.getCount(),
                        tail.getExponent(),
                        tail.getExponentError(),
                        tail.getDistance(),
                        tail.getLogNormalMean(),
                        tail.getLogNormalDeviation(),
                        tail.getLikelihoodRatio(),
                        tail.getPValue()));
    }

    private static OutlierBounds bounds(OutlierFences fences) {
        return new OutlierBounds(
                fences.getLower(), fences.getUpper(), fences.getBelow(), fences.getAbove(), fences.getLeftOut());
    }

    private static Similarities similarities(HeldOutSimilarity similarity) {
        return new Similarities(
                similarity.getName(),
                similarity.getTraining(),
                similarity.getHeldOut(),
                new SimilarityByDistance(
                        similarity.getNear().stream()
                                .map(ToldStatistics::moments)
                                .toList(),
                        moments(similarity.getFar()),
                        similarity.getFarFrom(),
                        similarity.getUnknown(),
                        difference(similarity.getDifference())),
                contrast(similarity.getWhole()),
                contrast(similarity.getWindow()));
    }

    private static PairContrast contrast(PairMargins pairs) {
        return new PairContrast(
                pairs.getWindow(),
                moments(pairs.getPositives()),
                moments(pairs.getNegatives()),
                difference(pairs.getByPairs()),
                difference(pairs.getByPlaylists()),
                pairs.getUnknown());
    }

    private static Moments moments(MeasuredMean mean) {
        return Moments.of(mean.getCount(), mean.getMean(), mean.getStandardDeviation());
    }

    private static MeanDifference difference(MeanMargin margin) {
        return new MeanDifference(margin.getMargin(), margin.getT(), margin.getPValue());
    }
}
