package dev.segue.domain;

/// Where an artefact comes from; enough to make it again.
///
/// @param inputs up to where each topic was read
/// @param configurationHash SHA-256, hex, of the canonical configuration text
/// @param codeVersion version of the code that made it
/// @param seed of every random choice in the making
public record Provenance(InputOffsets inputs, String configurationHash, String codeVersion, long seed) {}
