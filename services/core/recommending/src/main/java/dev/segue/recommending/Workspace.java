package dev.segue.recommending;

import java.util.BitSet;

/// The arrays one request works in. Dense by track and playlist ordinal, so reuse it: a request clears only what it
/// touched. One request at a time.
public final class Workspace {

    final SparseScores playlists = new SparseScores();
    final SparseScores[] votes = new SparseScores[CandidateSource.values().length];
    final SparseScores blended = new SparseScores();
    final SeedOverlap overlap = new SeedOverlap();
    final BitSet barred = new BitSet();

    public Workspace() {
        for (int i = 0; i < votes.length; i++) {
            votes[i] = new SparseScores();
        }
    }

    SparseScores votes(CandidateSource source) {
        return votes[source.ordinal()];
    }

    void clear() {
        playlists.clear();
        for (SparseScores scores : votes) {
            scores.clear();
        }
        blended.clear();
        overlap.clear();
        barred.clear();
    }
}
