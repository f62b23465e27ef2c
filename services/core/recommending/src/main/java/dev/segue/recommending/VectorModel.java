package dev.segue.recommending;

/// A model as far as ranking sees it: where tracks lie, and how a playlist finds its place among them.
public record VectorModel(VectorSpace space, PlaylistEncoder encoder) {}
