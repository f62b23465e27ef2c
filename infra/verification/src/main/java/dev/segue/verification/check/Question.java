package dev.segue.verification.check;

import com.fasterxml.jackson.databind.JsonNode;

/// Asks a running service over HTTP.
@FunctionalInterface
public interface Question {

    /// What came back.
    sealed interface Reply {
        /// Status 2xx.
        record Said(JsonNode body) implements Reply {}

        /// Status 404.
        record NotFound() implements Reply {}

        /// Anything else, or nothing.
        record Refused(String why) implements Reply {}
    }

    /// @param path with its query, encoded
    Reply get(String path) throws InterruptedException;
}
