package dev.segue.training;

/// Seeds for the parts of a training, derived from its one seed, so that no part's random numbers depend on how many
/// another part drew.
public final class Seeds {

    public static final int HUBS = 1;
    public static final int FIRST_VECTORS = 2;
    public static final int EPOCHS = 3;
    public static final int SUBSAMPLING = 4;
    public static final int NEGATIVES = 5;
    public static final int NOISE = 6;
    public static final int LAYERS = 7;
    public static final int DROPOUT = 8;
    public static final int VALIDATION = 9;
    public static final int PLAYLISTS = 10;
    public static final int UNKNOWN = 11;
    /// The first of as many as there are shapes of requests.
    public static final int MASKS = 12;

    public static final int SORTED_LISTS = 32;

    private Seeds() {}

    /// A seed of its own for the `index`-th draw of a part.
    public static long mix(long seed, int part, long index) {
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
