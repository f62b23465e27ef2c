package dev.segue.recommending.ranking;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.sparse.SparseScores;
import java.util.Optional;

/// What the first stages know of a request. All of it is the request's own and read only.
///
/// @param seeds known ones, in playlist order
/// @param titled whether it has a title
/// @param blended scores of all sources together
/// @param playlists votes of playlists near the seeds
/// @param titles votes of playlists with near titles
/// @param voters the playlists near the seeds that voted
/// @param titleVoters those with near titles
/// @param place where the request lies in the model's space; empty when it does not
public record Evidence(
        Corpus corpus,
        int[] seeds,
        boolean titled,
        SparseScores blended,
        SparseScores playlists,
        SparseScores titles,
        Voters voters,
        Voters titleVoters,
        Optional<TrackCosines> space,
        float[] place,
        TrackTraits traits) {}
