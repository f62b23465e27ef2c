package dev.segue.recommender.serving;

import dev.segue.corpus.Corpus;
import dev.segue.domain.InputOffsets;
import dev.segue.search.IndexSnapshot;
import dev.segue.search.TrackSearch;
import java.nio.file.Path;

/// Where the live state starts: with what a verified index snapshot holds, or with nothing.
sealed interface Snapshot {

    /// Everything up to `offsets`.
    record Held(IndexSnapshot index, InputOffsets offsets) implements Snapshot {}

    /// Nothing: the topics are read from their beginning.
    record Nothing() implements Snapshot {}

    default Corpus corpus() {
        return switch (this) {
            case Held held -> held.index().corpus();
            case Nothing _ -> new Corpus();
        };
    }

    default InputOffsets offsets() {
        return switch (this) {
            case Held held -> held.offsets();
            case Nothing _ -> InputOffsets.NONE;
        };
    }

    /// The catalogue to write on.
    ///
    /// @param folder empty
    default TrackSearch searchIn(Path folder) {
        return switch (this) {
            case Held held -> held.index().searchIn(folder);
            case Nothing _ -> TrackSearch.open(folder);
        };
    }
}
