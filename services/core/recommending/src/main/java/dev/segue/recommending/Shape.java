package dev.segue.recommending;

/// The shape of a request: how many of its seeds are known. Each is blended in its own way.
enum Shape {
    TITLE_ONLY,
    ONE,
    FEW,
    SOME,
    MANY;

    /// @param seeds known ones
    static Shape of(int seeds) {
        if (seeds == 0) {
            return TITLE_ONLY;
        }
        if (seeds == 1) {
            return ONE;
        }
        return seeds <= 5 ? FEW : seeds <= 25 ? SOME : MANY;
    }
}
