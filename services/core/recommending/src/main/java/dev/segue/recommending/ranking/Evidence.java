package dev.segue.recommending.ranking;

import dev.segue.corpus.Corpus;
import java.util.Optional;

/// What the first stages know of a request and its candidates. All of it is the request's own and read only.
///
/// @param seeds known ones, in playlist order
/// @param titled whether it has a title
/// @param tracks candidates, best of the blend first, without repeats, none of them a seed
/// @param blended by candidate, the scores of all sources together
/// @param playlists by candidate, votes of playlists near the seeds
/// @param titles by candidate, votes of playlists with near titles
/// @param voters the playlists near the seeds that voted
/// @param titleVoters those with near titles
/// @param place where the request lies in the model's space; empty when it does not
/// @param factors by candidate, votes of the model's factors; 0 where they say nothing
@SuppressWarnings("ArrayRecordComponent") // lives as long as the call it is made for
public record Evidence(
        Corpus corpus,
        int[] seeds,
        boolean titled,
        int[] tracks,
        float[] blended,
        float[] playlists,
        float[] titles,
        Voters voters,
        Voters titleVoters,
        Optional<TrackCosines> space,
        float[] place,
        float[] factors,
        TrackTraits traits) {}
