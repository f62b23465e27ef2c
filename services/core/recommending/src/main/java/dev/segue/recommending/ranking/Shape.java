package dev.segue.recommending.ranking;

/// The shape of a request: how many of its seeds are known. Each is blended and ranked in its own way.
public enum Shape {
    TITLE_ONLY(0, 0),
    ONE(1, 1),
    FEW(2, 5),
    SOME(6, 25),
    MANY(26, 100);

    private final int fewest;
    private final int most;

    Shape(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    /// @param seeds known ones
    public static Shape of(int seeds) {
        for (Shape shape : values()) {
            if (seeds <= shape.most) {
                return shape;
            }
        }
        return MANY;
    }

    /// The fewest seeds of this shape.
    public int fewest() {
        return fewest;
    }

    /// The most seeds of this shape; of the last one the most that say something of their own.
    public int most() {
        return most;
    }
}
