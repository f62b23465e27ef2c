package dev.segue.recommending;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A playlist to continue.
///
/// @param seeds track ids in playlist order; a repeated one counts once, at its last place
/// @param titled whether the request has a title
/// @param titles live playlists with similar titles; empty when none is
/// @param exclude tracks that must not come
/// @param served tracks that earlier pages held
/// @param limit items wanted, at least 1
/// @param diversity 0 = by score alone, 1 = as different from each other as possible
/// @param explain whether reasons are wanted
public record ContinuationRequest(
        List<String> seeds,
        boolean titled,
        List<TitleMatch> titles,
        Set<String> exclude,
        Served served,
        int limit,
        double diversity,
        boolean explain) {

    public ContinuationRequest {
        seeds = List.copyOf(new LinkedHashSet<>(seeds.reversed())).reversed();
        titles = List.copyOf(titles);
        exclude = Set.copyOf(exclude);
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, got " + limit);
        }
        if (!(diversity >= 0 && diversity <= 1)) {
            throw new IllegalArgumentException("diversity must be 0 to 1, got " + diversity);
        }
    }

    /// Seeds alone, nothing else asked for.
    public static ContinuationRequest ofSeeds(List<String> seeds, int limit) {
        return new ContinuationRequest(seeds, false, List.of(), Set.of(), Served.NONE, limit, 0, true);
    }
}
