package dev.segue.recommending;

/// A playlist whose title resembles the request's.
///
/// @param playlistId of a playlist that may meanwhile be gone
/// @param score above 0; only ratios between matches of one request count
public record TitleMatch(String playlistId, float score) {}
