package dev.segue.preprocessor.counting;

import java.util.List;

/// Tracks that an edit obliges their owner to tell: they left a playlist with one snapshot, or it said something new of
/// them.
public record Edited(int sourcePartition, long sourceOffset, List<String> tracks) {

    public Edited {
        tracks = List.copyOf(tracks);
    }
}
