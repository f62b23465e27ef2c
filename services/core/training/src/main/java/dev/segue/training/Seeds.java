package dev.segue.training;

/// Seeds for the parts of a training, derived from its one seed, so that no part's random numbers depend on how many
/// another part drew.
final class Seeds {

    static final int HUBS = 1;
    static final int FIRST_VECTORS = 2;
    static final int EPOCHS = 3;

    private Seeds() {}

    /// A seed of its own for the `index`-th draw of a part.
    static long mix(long seed, int part, long index) {
        return scramble(scramble(scramble(seed) + part) + index);
    }

    /// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
    private static long scramble(long z) {
        long mixed = z + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
