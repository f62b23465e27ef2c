package dev.segue.recommender.serving;

import dev.segue.domain.InputOffsets;
import java.util.Optional;

/// What an answer was made from.
///
/// @param modelVersion empty while no model serves
/// @param indexVersion release that brought the model; empty while none did
/// @param comparedModelVersion second model of an interleaved answer; empty in every other
/// @param asOf up to where the live topics were in it
public record Versions(
        Optional<String> modelVersion,
        Optional<String> indexVersion,
        Optional<String> comparedModelVersion,
        InputOffsets asOf) {

    /// The same without the second model.
    Versions ofOneModel() {
        return new Versions(modelVersion, indexVersion, Optional.empty(), asOf);
    }
}
