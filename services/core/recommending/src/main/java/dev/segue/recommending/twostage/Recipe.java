package dev.segue.recommending.twostage;

import java.util.Map;

/// How a kind of library is recommended from: what the first stages are told, and how many of its best each makes
/// candidates. Chosen on validation playlists, see docs/evaluation.md.
///
/// @param seeded candidates of each stage for queries with seeds
/// @param unseeded candidates of each stage for queries without
/// @param recency of the seeds
/// @param latest so many last seeds of an ordered list are its end
/// @param shrink added to the denominator of the cosine of two tracks
/// @param known share of a request's seeds that the library is expected to hold
record Recipe(
        Map<Stage, Integer> seeded,
        Map<Stage, Integer> unseeded,
        Recency recency,
        int latest,
        float shrink,
        double known) {

    /// Playlists with titles: few, long, most tracks in hardly any.
    private static final Recipe TITLED = new Recipe(
            Map.ofEntries(
                    Map.entry(Stage.PLAYLISTS, 750),
                    Map.entry(Stage.ARTISTS, 900),
                    Map.entry(Stage.LATEST, 750),
                    Map.entry(Stage.RIDGE, 900),
                    Map.entry(Stage.SMOOTHED, 900),
                    Map.entry(Stage.WORDS, 225),
                    Map.entry(Stage.GRAMS, 150),
                    Map.entry(Stage.SAME_TITLE, 225),
                    Map.entry(Stage.TITLE_ARTISTS, 375),
                    Map.entry(Stage.ITEMS, 450),
                    Map.entry(Stage.SPACE, 225),
                    Map.entry(Stage.FACTORS, 600),
                    Map.entry(Stage.SIDE, 150),
                    Map.entry(Stage.NAMED, 90)),
            Map.of(
                    Stage.WORDS, 1050,
                    Stage.GRAMS, 750,
                    Stage.SAME_TITLE, 750,
                    Stage.TITLE_ARTISTS, 1500,
                    Stage.SMOOTHED, 1500,
                    Stage.NAMED, 300,
                    Stage.POPULAR, 600),
            new Recency(.3, 6),
            15,
            5,
            Shape.KNOWN);

    /// Playlists without: many, short, most tracks in many.
    private static final Recipe ANONYMOUS = new Recipe(
            Map.of(
                    Stage.SLIM, 150,
                    Stage.PLAYLISTS, 80,
                    Stage.ARTISTS, 60,
                    Stage.LATEST, 40,
                    Stage.ITEMS, 60,
                    Stage.FACTORS, 60,
                    Stage.SIDE, 40),
            Map.of(Stage.POPULAR, 500),
            Recency.USUAL,
            6,
            10,
            1);

    Recipe {
        seeded = Map.copyOf(seeded);
        unseeded = Map.copyOf(unseeded);
    }

    static Recipe of(Library library) {
        return library.titles().any() ? TITLED : ANONYMOUS;
    }

    int candidates(Stage stage, boolean seeds) {
        return (seeds ? seeded : unseeded).getOrDefault(stage, 0);
    }

    /// The shape of a query whose known seeds are so many.
    Shape shape(int seeds) {
        return Shape.of(seeds <= 1 ? seeds : (int) Math.round(seeds * Shape.KNOWN / known));
    }

    /// What a seed weighs by its place.
    float weight(Query query, int i) {
        return recency.of(query, i);
    }
}
