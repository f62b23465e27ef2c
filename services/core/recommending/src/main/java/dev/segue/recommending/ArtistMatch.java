package dev.segue.recommending;

/// A track by an artist of the request's seeds.
///
/// @param weight above 0; only ratios between matches of one request count
public record ArtistMatch(String trackId, float weight) {}
