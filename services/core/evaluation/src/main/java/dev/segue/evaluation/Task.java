package dev.segue.evaluation;

import org.jspecify.annotations.Nullable;

/// One request to a recommender under test, with its answer.
///
/// @param playlist id of the playlist it was made of
/// @param category shape of the request, as reports call it
/// @param title null when it is not given
/// @param seeds ordinals of the given tracks; shared, never changed
/// @param ordered whether the seeds are in playlist order without a gap
/// @param hidden ordinals of the held-out tracks; shared, never changed
public record Task(
        String playlist, String category, @Nullable String title, int[] seeds, boolean ordered, int[] hidden) {}
