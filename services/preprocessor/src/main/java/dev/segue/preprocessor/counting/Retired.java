package dev.segue.preprocessor.counting;

import java.util.List;

/// Tracks that left a playlist with one snapshot.
public record Retired(int sourcePartition, long sourceOffset, List<String> tracks) {

    public Retired {
        tracks = List.copyOf(tracks);
    }
}
