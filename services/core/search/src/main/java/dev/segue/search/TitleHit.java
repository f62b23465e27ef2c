package dev.segue.search;

/// A playlist whose title resembles a text.
///
/// @param title as its owner wrote it
/// @param tracks in the playlist
/// @param score above 0, larger is more alike; to be compared within one answer only
public record TitleHit(String playlistId, String title, int tracks, double score) {}
