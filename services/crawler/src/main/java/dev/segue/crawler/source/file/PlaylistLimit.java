package dev.segue.crawler.source.file;

/// How big a playlist may be. It is in memory whole while it is read and encoded, so that it is published whole or
/// not at all.
///
/// @param encodedBytes of its record
/// @param heapBytes of its tracks while they are read; encoding them takes up to three times the record on top
public record PlaylistLimit(int encodedBytes, long heapBytes) {}
