package dev.segue.recommending;

import dev.segue.recommending.sparse.SparseSet;
import dev.segue.recommending.sparse.VoteTally;

/// The arrays one request works in. Reuse it: they are as large as the largest request was. One request at a time.
public final class Workspace {

    final VoteTally playlists = new VoteTally();
    final VoteTally tally = new VoteTally();
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
