package dev.segue.evaluation;

import org.jspecify.annotations.Nullable;

/// A whole playlist to make tasks of.
///
/// @param id as in the data set
/// @param title null when it has none
/// @param tracks ordinals in playlist order, each once; shared, never changed
/// @param ordered whether the order of `tracks` means anything
public record TestPlaylist(String id, @Nullable String title, int[] tracks, boolean ordered) {}
