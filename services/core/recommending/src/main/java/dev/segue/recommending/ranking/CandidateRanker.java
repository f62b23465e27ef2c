package dev.segue.recommending.ranking;

/// Orders the best candidates of a request anew.
public interface CandidateRanker {

    /// How many of the blend's best it wants to see for a request of this shape; 0 leaves the blend as it is.
    int depth(Shape shape);

    /// How likely each candidate is right.
    ///
    /// @param candidates read, never kept
    /// @param logits one a candidate, finite; written unless false is returned
    /// @return false to leave the blend as it is
    boolean score(Shape shape, Described candidates, float[] logits);
}
