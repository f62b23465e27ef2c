package dev.segue.recommender.serving;

import dev.segue.corpus.Corpus;
import dev.segue.domain.InputOffsets;
import java.nio.file.Path;
import java.util.Optional;

/// Where the live state starts: what a verified index snapshot holds, or nothing.
///
/// @param lucene folder of the snapshot's catalogue, read only; empty when there is no snapshot
/// @param offsets up to where the topics are in it
public record Snapshot(Corpus corpus, Optional<Path> lucene, InputOffsets offsets) {

    static Snapshot empty() {
        return new Snapshot(new Corpus(), Optional.empty(), InputOffsets.NONE);
    }
}
