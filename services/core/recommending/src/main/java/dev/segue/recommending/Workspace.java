package dev.segue.recommending;

import dev.segue.recommending.sparse.SparseScores;
import dev.segue.recommending.sparse.SparseSet;

/// The arrays one request works in. Dense by track and playlist ordinal, so reuse it: a request clears only what it
/// touched. One request at a time.
public final class Workspace {

    final SparseScores playlists = new SparseScores();
    final SparseScores tally = new SparseScores();
    final Candidates candidates = new Candidates();
    final SeedOverlap overlap = new SeedOverlap();
    final SparseSet barred = new SparseSet();
    final SecondStage secondStage = new SecondStage();

    void clear() {
        playlists.clear();
        tally.clear();
        candidates.clear();
        overlap.clear();
        barred.clear();
    }
}
