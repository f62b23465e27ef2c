package dev.segue.recommending;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A playlist to continue.
///
/// @param seeds track ids in playlist order; a repeated one counts once, at its last place
/// @param titled whether the request has a title
/// @param titles live playlists with similar titles; empty when none is
/// @param artists tracks by the seeds' artists; empty when none is known
/// @param exclude tracks that must not come
/// @param served tracks that earlier pages held
/// @param limit items wanted, at least 1
/// @param wishes how the answer should be
public record ContinuationRequest(
        List<String> seeds,
        boolean titled,
        List<TitleMatch> titles,
        List<ArtistMatch> artists,
        Set<String> exclude,
        Served served,
        int limit,
        Wishes wishes) {

    public ContinuationRequest {
        seeds = List.copyOf(new LinkedHashSet<>(seeds.reversed())).reversed();
        titles = List.copyOf(titles);
        artists = List.copyOf(artists);
        exclude = Set.copyOf(exclude);
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, got " + limit);
        }
    }

    /// The same with other playlists of similar titles.
    public ContinuationRequest withTitles(List<TitleMatch> others) {
        return new ContinuationRequest(seeds, titled, others, artists, exclude, served, limit, wishes);
    }

    /// Seeds alone, nothing else asked for.
    public static ContinuationRequest ofSeeds(List<String> seeds, int limit) {
        return new ContinuationRequest(seeds, false, List.of(), List.of(), Set.of(), Served.NONE, limit, Wishes.NONE);
    }
}
