package dev.segue.recommending.twostage;

/// How much more the later seeds of an ordered list weigh: a seed `n` places before the last weighs
/// `floor + (1 − floor) · exp(−n / span)`. Where the order is unknown all weigh the same.
///
/// @param floor weight of a seed far from the end, 0 to 1; 1 = order does not count
/// @param span in places, above 0
public record Recency(double floor, double span) {

    /// All seeds weigh the same.
    public static final Recency NONE = new Recency(1, 1);

    /// Chosen on validation playlists, see docs/evaluation.md.
    public static final Recency USUAL = new Recency(.3, 3);

    /// The weight of the i-th seed.
    float of(Query query, int i) {
        int back = query.seeds().length - 1 - i;
        return query.ordered() ? (float) (floor + (1 - floor) * Math.exp(-back / span)) : 1;
    }
}
