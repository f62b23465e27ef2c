package dev.segue.search;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an index says of its vectors, and what is asked of them: of the ten nearest by an exact scan at least 98 in 100
/// are to be found.
///
/// @param tracks recall@10 of the track vectors; 1 where all are looked at
/// @param playlists the same of the playlists
/// @param settings it was measured with, and is to be searched with
public record VectorRecall(double tracks, double playlists, VectorSettings settings) {

    /// Least share of the ten nearest.
    public static final double FLOOR = 0.98;

    private static final String TRACKS = "recallAt10Tracks";
    private static final String PLAYLISTS = "recallAt10Playlists";
    private static final String QUANTISED = "vectorsQuantised";
    private static final String SEARCH_WIDTH = "vectorsSearchWidth";
    private static final int NEAREST = 10;

    /// The lower of the two.
    public double least() {
        return Math.min(tracks, playlists);
    }

    /// As attributes of a manifest.
    public Map<String, String> attributes() {
        return Map.of(
                TRACKS,
                Double.toString(tracks),
                PLAYLISTS,
                Double.toString(playlists),
                QUANTISED,
                Boolean.toString(settings.quantised()),
                SEARCH_WIDTH,
                Integer.toString(settings.searchWidth()));
    }

    /// How an index is to be searched: as it was when its recall was measured.
    public static VectorSettings settings(Map<String, String> attributes) {
        var defaults = VectorSettings.DEFAULTS;
        return new VectorSettings(
                defaults.exactUpTo(),
                Boolean.parseBoolean(attributes.getOrDefault(QUANTISED, Boolean.toString(defaults.quantised()))),
                defaults.connections(),
                defaults.buildWidth(),
                Integer.parseInt(attributes.getOrDefault(SEARCH_WIDTH, Integer.toString(defaults.searchWidth()))));
    }

    /// Refuses an index that says too little of its vectors is found; one that says nothing ships none.
    ///
    /// @throws SegueException `ARTEFACT_CORRUPT`
    public static void require(String indexId, Map<String, String> attributes) {
        for (String attribute : List.of(TRACKS, PLAYLISTS)) {
            double recall = Double.parseDouble(attributes.getOrDefault(attribute, "1"));
            // Written so that NaN fails it as well.
            if (!(recall >= FLOOR)) {
                throw new SegueException(
                        ErrorCode.ARTEFACT_CORRUPT,
                        "Index " + indexId + ": " + attribute + ": expected at least " + FLOOR + ", got " + recall);
            }
        }
    }

    /// Share of the ten nearest of some questions that an index finds. Of equally near ones any will do.
    ///
    /// @param exact the oracle
    public static double measure(Nearest tried, Nearest exact, List<float[]> questions) {
        int found = 0;
        int wanted = 0;
        for (float[] question : questions) {
            List<VectorIndex.Near> expected = exact.nearest(question, NEAREST);
            Set<String> got = new HashSet<>();
            float farthest = expected.isEmpty() ? 1 : expected.getLast().cosine();
            int tied = 0;
            for (VectorIndex.Near near : tried.nearest(question, NEAREST)) {
                got.add(near.id());
                tied += near.cosine() >= farthest - 1e-6f ? 1 : 0;
            }
            int same = (int)
                    expected.stream().filter(near -> got.contains(near.id())).count();
            found += Math.max(same, Math.min(tied, expected.size()));
            wanted += expected.size();
        }
        return wanted == 0 ? 1 : (double) found / wanted;
    }

    /// A way to find the nearest.
    @FunctionalInterface
    public interface Nearest {
        List<VectorIndex.Near> nearest(float[] vector, int k);
    }
}
