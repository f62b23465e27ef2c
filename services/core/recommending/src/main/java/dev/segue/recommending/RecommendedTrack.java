package dev.segue.recommending;

import java.util.List;

/// A recommended track with its reasons.
///
/// @param track ordinal in the corpus
/// @param score relative to the best of the request, at most 1; comparable within one request only
/// @param source the one that gave most of the score
/// @param because seeds it shares most live playlists with, most first, at most three; empty when not asked for
/// @param titled where titles gave most of the score, live playlists of near titles that hold it, nearest first, at
///     most three; empty when not asked for
public record RecommendedTrack(
        int track, String trackId, float score, CandidateSource source, List<Because> because, List<String> titled) {

    public RecommendedTrack {
        because = List.copyOf(because);
        titled = List.copyOf(titled);
    }
}
