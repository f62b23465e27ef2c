package dev.segue.recommending;

import dev.segue.recommending.sparse.SparseScores;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// The arrays one request works in. Dense by track and playlist ordinal, so reuse it: a request clears only what it
/// touched. One request at a time.
public final class Workspace {

    final SparseScores playlists = new SparseScores();
    final SparseScores tally = new SparseScores();
    final SparseScores blended = new SparseScores();
    final SeedOverlap overlap = new SeedOverlap();
    final BitSet barred = new BitSet();
    final SecondStage secondStage = new SecondStage();
    private final Map<CandidateSource, SparseScores> votes = new EnumMap<>(CandidateSource.class);

    public Workspace() {
        for (CandidateSource source : CandidateSource.values()) {
            votes.put(source, new SparseScores());
        }
    }

    SparseScores votes(CandidateSource source) {
        return Objects.requireNonNull(votes.get(source));
    }

    void clear() {
        playlists.clear();
        tally.clear();
        votes.values().forEach(SparseScores::clear);
        blended.clear();
        overlap.clear();
        barred.clear();
    }
}
