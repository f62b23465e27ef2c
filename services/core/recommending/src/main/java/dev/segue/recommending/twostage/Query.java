package dev.segue.recommending.twostage;

import org.jspecify.annotations.Nullable;

/// A playlist to continue.
///
/// @param seeds ordinals of its tracks, each once; in playlist order when `ordered`; shared, never changed
/// @param ordered whether the order of the seeds is the playlist's own
/// @param title null when there is none
/// @param itself ordinal of the playlist in the corpus, which is then no neighbour of itself; -1 when it is not there
public record Query(int[] seeds, boolean ordered, @Nullable String title, int itself) {

    public static final int NOT_THERE = -1;
}
