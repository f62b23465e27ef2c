package dev.segue.recommending.ranking;

/// An artist or album in one request: its seeds, and what the blend gave to its candidates.
final class Group {

    /// Places back from the last seed at which an artist or album of no seed is taken to stand.
    private static final int NEVER = 500;

    /// Stands for what is not known; never changed.
    static final Group NOBODY = new Group();

    int seeds;
    int back = NEVER;
    int latest;
    double given;

    void clear() {
        seeds = 0;
        back = NEVER;
        latest = 0;
        given = 0;
    }
}
