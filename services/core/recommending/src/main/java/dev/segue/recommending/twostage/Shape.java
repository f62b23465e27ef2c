package dev.segue.recommending.twostage;

/// The shape of a query: about how many seeds it has. Each is answered in its own way.
public enum Shape {
    NONE(0),
    ONE(1),
    FEW(5),
    SOME(10),
    MANY(25),
    LONG(100);

    /// Share of the seeds of a new playlist that a library holds, on `mpd_popular`, see docs/evaluation.md.
    static final double KNOWN = .75;

    private final int seeds;

    Shape(int seeds) {
        this.seeds = seeds;
    }

    /// The number of seeds that stands for the shape.
    public int seeds() {
        return seeds;
    }

    /// @param seeds known ones, taken for the share [#KNOWN] of those that a request gives
    public static Shape of(int seeds) {
        if (seeds <= 1) {
            return seeds == 0 ? NONE : ONE;
        }
        if (seeds <= 11) {
            return seeds <= 5 ? FEW : SOME;
        }
        return seeds <= 36 ? MANY : LONG;
    }
}
