package dev.segue.cli.feeding;

import com.fasterxml.jackson.databind.JsonNode;

/// What stands at the end of the way.
public sealed interface Served {

    /// The recommender answers with a model and an index.
    ///
    /// @param status the recommender's own JSON
    record Ready(JsonNode status) implements Served {}

    /// There is no model and there will be none before more playlists come.
    ///
    /// @param waitingFor the trainer's words
    record Untrained(String waitingFor) implements Served {}
}
