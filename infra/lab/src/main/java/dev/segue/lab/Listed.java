package dev.segue.lab;

import org.jspecify.annotations.Nullable;

/// A playlist of a data set.
///
/// @param id unique in the data set
/// @param title null when it has none
/// @param tracks ordinals of the data set in playlist order, each once; shared, never changed
/// @param ordered whether the order of `tracks` is the playlist's own
/// @param file name of the file it came in
/// @param saves how many people follow it, 0 when the file does not say
record Listed(String id, @Nullable String title, int[] tracks, boolean ordered, String file, long saves) {

    /// The same with fewer tracks.
    Listed with(int[] fewer) {
        return new Listed(id, title, fewer, ordered, file, saves);
    }
}
