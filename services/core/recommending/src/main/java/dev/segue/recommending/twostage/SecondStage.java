package dev.segue.recommending.twostage;

import java.util.EnumMap;
import java.util.Map;

/// How likely each candidate is right, learnt by shape of the query.
///
/// @param rankers one for each shape that there was enough to learn from
/// @param unordered others for queries whose order is unknown; where there is none, the one among `rankers` stands in
public record SecondStage(Map<Shape, Ranker> rankers, Map<Shape, Ranker> unordered) {

    /// Orders candidates where nothing could be learnt: by first stages alone, weighed by hand.
    private static final Ranker UNLEARNT = unlearnt();

    public SecondStage {
        rankers = copy(rankers);
        unordered = copy(unordered);
    }

    /// The sum of a linear logit and a forest's.
    public record Ranker(Logistic linear, Forest forest) {
        public float score(float[] row) {
            return linear.logit(row) + forest.logit(row);
        }
    }

    private static Map<Shape, Ranker> copy(Map<Shape, Ranker> some) {
        return some.isEmpty() ? Map.of() : new EnumMap<>(some);
    }

    /// The ranker for a query.
    Ranker of(Query query) {
        Shape shape = Shape.of(query.seeds().length);
        Ranker ranker = query.ordered() ? null : unordered.get(shape);
        return ranker == null ? of(shape) : ranker;
    }

    /// The ranker of a shape, else that of the nearest shape that has one, the one with more seeds first.
    public Ranker of(Shape shape) {
        Shape[] shapes = Shape.values();
        for (int away = 0; away < shapes.length; away++) {
            for (int at : new int[] {shape.ordinal() + away, shape.ordinal() - away}) {
                Ranker ranker = at < 0 || at >= shapes.length ? null : rankers.get(shapes[at]);
                // What was learnt with seeds says nothing of queries without.
                if (ranker != null && (shape == Shape.NONE) == (shapes[at] == Shape.NONE)) {
                    return ranker;
                }
            }
        }
        return UNLEARNT;
    }

    private static Ranker unlearnt() {
        float[] weights = new float[Feature.COUNT];
        weights[Feature.PLAYLISTS_RELATIVE.ordinal()] = 4;
        weights[Feature.ARTISTS_RELATIVE.ordinal()] = 2;
        weights[Feature.ITEMS_RELATIVE.ordinal()] = 1;
        weights[Feature.SAME_TITLE_RELATIVE.ordinal()] = 1;
        weights[Feature.WORDS_RELATIVE.ordinal()] = 1;
        weights[Feature.TITLE_ARTISTS_RELATIVE.ordinal()] = 1;
        weights[Feature.POPULARITY.ordinal()] = .1f;
        int[] none = {};
        return new Ranker(new Logistic(weights, -8), new Forest(none, none, new float[0], none, none));
    }
}
