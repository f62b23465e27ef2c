package dev.segue.cli.corpus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.statistics.CorpusStatistics;
import dev.segue.statistics.HeavyTail;
import dev.segue.statistics.MeanDifference;
import dev.segue.statistics.Moments;
import dev.segue.statistics.OutlierBounds;
import dev.segue.statistics.PairContrast;
import dev.segue.statistics.Similarities;
import dev.segue.statistics.Summary;
import java.util.List;
import java.util.Locale;

/// The statistics of a corpus as JSON. What cannot be told is null.
public final class StatisticsDocument {

    private StatisticsDocument() {}

    /// Fills `document`.
    public static void write(ObjectNode document, ToldStatistics told, List<Similarities> similarities) {
        CorpusStatistics statistics = told.statistics();
        document.put("playlists", statistics.playlists());
        document.put("tracks", statistics.tracks());
        document.put("entries", statistics.entries());
        told.sourceOffsets().forEach(document.putArray("sourceOffsets")::add);
        document.put("window", statistics.window());
        document.put("oneIn", statistics.oneIn());
        document.put("countedInMillis", told.took().toMillis());
        ObjectNode saves = document.putObject("saves");
        distribution(saves, statistics.saves());
        saves.put("unknown", statistics.unknownSaves());
        statistics.savesTail().ifPresent(tail -> tail(saves.putObject("tail"), tail));
        bounds(saves.putObject("outliers"), statistics.savesBounds());
        distribution(document.putObject("tracksPerPlaylist"), statistics.tracksPerPlaylist());
        ObjectNode holders = document.putObject("playlistsPerTrack");
        distribution(holders, statistics.playlistsPerTrack());
        statistics.playlistsPerTrackTail().ifPresent(tail -> tail(holders.putObject("tail"), tail));
        ObjectNode neighbours = document.putObject("neighbours");
        distribution(neighbours, statistics.neighbours());
        ObjectNode hubs = neighbours.putObject("top");
        hubs.put("share", statistics.hubs().share());
        hubs.put("tracks", statistics.hubs().tracks());
        hubs.put("fewestNeighbours", statistics.hubs().fewestNeighbours());
        number(hubs, "shareOfEntries", statistics.hubs().entries());
        var all = document.putArray("similarities");
        similarities.forEach(each -> similarities(all.addObject(), each));
    }

    private static void distribution(ObjectNode node, Summary summary) {
        node.put("count", summary.count());
        number(node, "mean", summary.mean());
        number(node, "standardDeviation", summary.standardDeviation());
        node.put("minimum", summary.minimum());
        node.put("maximum", summary.maximum());
        ObjectNode quantiles = node.putObject("quantiles");
        summary.quantiles().forEach((share, value) -> quantiles.put(share.toString(), value));
        var buckets = node.putArray("histogram");
        summary.histogram().forEach(bucket -> buckets.addObject()
                .put("from", bucket.from())
                .put("to", bucket.to())
                .put("count", bucket.count()));
    }

    private static void tail(ObjectNode node, HeavyTail tail) {
        node.put("law", tail.law().name().toLowerCase(Locale.ROOT));
        node.put("minimum", tail.minimum());
        node.put("count", tail.tail());
        number(node, "exponent", tail.exponent());
        number(node, "exponentError", tail.exponentError());
        number(node, "kolmogorovSmirnov", tail.distance());
        number(node, "logNormalMean", tail.logNormalMean());
        number(node, "logNormalDeviation", tail.logNormalDeviation());
        number(node, "likelihoodRatio", tail.likelihoodRatio());
        number(node, "pValue", tail.pValue());
    }

    private static void bounds(ObjectNode node, OutlierBounds bounds) {
        number(node, "lower", bounds.lower());
        number(node, "upper", bounds.upper());
        node.put("below", bounds.below());
        node.put("above", bounds.above());
        node.put("leftOut", bounds.leftOut());
    }

    private static void similarities(ObjectNode node, Similarities similarities) {
        node.put("similarity", similarities.name());
        node.put("trainingPlaylists", similarities.training());
        node.put("heldOutPlaylists", similarities.heldOut());
        ObjectNode byDistance = node.putObject("byDistance");
        var near = byDistance.putArray("near");
        for (int i = 0; i < similarities.byDistance().near().size(); i++) {
            moments(
                    near.addObject().put("distance", i + 1),
                    similarities.byDistance().near().get(i));
        }
        ObjectNode far = byDistance.putObject("far");
        far.put("from", similarities.byDistance().farFrom());
        moments(far, similarities.byDistance().far());
        byDistance.put("unknown", similarities.byDistance().unknown());
        difference(byDistance.putObject("difference"), similarities.byDistance().difference());
        contrast(node.putObject("pairs"), similarities.whole());
        contrast(node.putObject("pairsInWindow"), similarities.near());
    }

    private static void contrast(ObjectNode node, PairContrast contrast) {
        node.put("window", contrast.window());
        moments(node.putObject("positives"), contrast.positives());
        moments(node.putObject("negatives"), contrast.negatives());
        node.put("unknown", contrast.unknown());
        difference(node.putObject("byPairs"), contrast.byPairs());
        difference(node.putObject("byPlaylists"), contrast.byPlaylists());
    }

    private static void moments(ObjectNode node, Moments moments) {
        node.put("count", moments.count());
        number(node, "mean", moments.mean());
        number(node, "standardDeviation", moments.standardDeviation());
    }

    private static void difference(ObjectNode node, MeanDifference difference) {
        number(node, "margin", difference.margin());
        number(node, "t", difference.t());
        number(node, "pValue", difference.pValue());
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
