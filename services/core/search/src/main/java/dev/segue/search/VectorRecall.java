package dev.segue.search;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

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

    /// A search that finds this share is not widened: so far above the floor that other questions do not fall below.
    private static final double AMPLE = 0.985;

    private static final double WIDEN = 1.5;
    private static final int WIDEST = 10;

    /// What a search of some width finds.
    ///
    /// @param recall share of the ten nearest
    /// @param searchWidth candidates it goes by, see [VectorSettings#searchWidth]
    public record Measured(double recall, int searchWidth) {
        /// Of vectors that are all looked at.
        public static Measured all(VectorSettings settings) {
            return new Measured(1, settings.searchWidth());
        }
    }

    /// Of two measured parts of one index, which is searched as widely as either needs.
    public static VectorRecall of(Measured tracks, Measured playlists, VectorSettings settings) {
        return new VectorRecall(
                tracks.recall(),
                playlists.recall(),
                settings.withSearchWidth(Math.max(tracks.searchWidth(), playlists.searchWidth())));
    }

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

    /// What an index says, and how it is to be searched: as it was when its recall was measured.
    ///
    /// @param attributes of its manifest
    public static VectorRecall of(Map<String, String> attributes) {
        var defaults = VectorSettings.DEFAULTS;
        var settings = new VectorSettings(
                defaults.exactUpTo(),
                Boolean.parseBoolean(attributes.getOrDefault(QUANTISED, Boolean.toString(defaults.quantised()))),
                defaults.connections(),
                defaults.buildWidth(),
                Integer.parseInt(attributes.getOrDefault(SEARCH_WIDTH, Integer.toString(defaults.searchWidth()))));
        return new VectorRecall(share(TRACKS, attributes), share(PLAYLISTS, attributes), settings);
    }

    private static double share(String attribute, Map<String, String> attributes) {
        return Double.parseDouble(attributes.getOrDefault(attribute, "1"));
    }

    /// Refuses an index that says too little of its vectors is found; one that says nothing ships none.
    ///
    /// @throws SegueException `ARTEFACT_CORRUPT`
    public static void require(String indexId, Map<String, String> attributes) {
        for (String attribute : List.of(TRACKS, PLAYLISTS)) {
            double recall = share(attribute, attributes);
            // Written so that NaN fails it as well.
            if (!(recall >= FLOOR)) {
                throw new SegueException(
                        ErrorCode.ARTEFACT_CORRUPT,
                        "Index " + indexId + ": " + attribute + ": expected at least " + FLOOR + ", got " + recall);
            }
        }
    }

    /// Widens a search until it finds enough: how many candidates that takes depends on the vectors, and grows with
    /// their number.
    ///
    /// @param settings where to begin; ten times that width is the end
    /// @param ofWidth the search of a width
    /// @param exact the oracle, asked once a question
    /// @return the narrowest that finds enough, otherwise the widest
    public static Measured widening(
            VectorSettings settings, IntFunction<Nearest> ofWidth, Nearest exact, List<float[]> questions) {
        List<List<VectorIndex.Near>> expected = questions.stream()
                .map(question -> exact.nearest(question, NEAREST))
                .toList();
        for (int width = settings.searchWidth(); ; width = (int) Math.ceil(width * WIDEN)) {
            Iterator<List<VectorIndex.Near>> known = expected.iterator();
            double recall = measure(ofWidth.apply(width), (_, _) -> known.next(), questions);
            if (recall >= AMPLE || width * WIDEN > (double) settings.searchWidth() * WIDEST) {
                return new Measured(recall, width);
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
