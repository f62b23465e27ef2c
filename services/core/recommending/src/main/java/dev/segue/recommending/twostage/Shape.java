package dev.segue.recommending.twostage;

/// The shape of a query: about how many seeds it has. Each is answered in its own way.
public enum Shape {
    NONE(0),
    ONE(1),
    FEW(5),
    SOME(10),
    MANY(25),
    LONG(100);

    private final int seeds;

    Shape(int seeds) {
        this.seeds = seeds;
    }

    /// The number of seeds that stands for the shape.
    public int seeds() {
        return seeds;
    }

    /// @param seeds known ones; of those that a request gives, about seven of ten are
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
