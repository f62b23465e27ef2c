package dev.segue.search;

/// How vectors are searched in Lucene.
///
/// @param exactUpTo vectors up to which every one is looked at; beyond, the graph is followed
/// @param quantised whether the graph is followed by 8-bit copies and its answers are then ranked by the vectors
///     themselves
/// @param connections of a vector in the graph's lowest layer: twice so many at most; 2 to 256
/// @param buildWidth candidates when a vector is put into the graph, 4 to 3,200
/// @param searchWidth least candidates of a search; more find more and take longer, so an index that is shipped is
///     measured with ever more, [VectorRecall#widening]
public record VectorSettings(int exactUpTo, boolean quantised, int connections, int buildWidth, int searchWidth) {

    private static final int MOST_CONNECTIONS = 256;
    private static final int MOST_BUILD_WIDTH = 3200;

    /// What measurement left, see docs/benchmarks.md.
    public static final VectorSettings DEFAULTS = new VectorSettings(20_000, false, 16, 100, 100);

    /// @throws IllegalArgumentException what, expected, got
    public VectorSettings {
        within("exact up to", exactUpTo, 0, Integer.MAX_VALUE);
        within("connections", connections, 2, MOST_CONNECTIONS);
        within("build width", buildWidth, 4, MOST_BUILD_WIDTH);
        within("search width", searchWidth, 1, 100_000);
    }

    /// The same, searched along this many candidates.
    public VectorSettings withSearchWidth(int width) {
        return new VectorSettings(exactUpTo, quantised, connections, buildWidth, width);
    }

    /// For vectors that are written once and then only searched: half as many connections again, and chosen from more
    /// candidates. A search needs fewer candidates, building takes 1.8 times as long: docs/benchmarks.md.
    VectorSettings writtenOnce() {
        return new VectorSettings(
                exactUpTo,
                quantised,
                Math.min(connections * 3 / 2, MOST_CONNECTIONS),
                Math.min(buildWidth * 8 / 5, MOST_BUILD_WIDTH),
                searchWidth);
    }

    private static void within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "Vectors, " + what + ": expected " + least + " to " + most + ", got " + value);
        }
    }
}
