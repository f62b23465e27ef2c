package dev.segue.verification.check;

import org.jspecify.annotations.Nullable;

/// A raw record that its sender saw acknowledged.
///
/// @param playlistId for messages; null when the sender did not note it
public record Acknowledged(
        int partition, long offset, @Nullable String playlistId) {}
