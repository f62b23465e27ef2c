package dev.segue.crawler.source;

/// How big a playlist may be. It is in memory whole while it is read and encoded, so that it is published whole or
/// not at all; a playlist beyond the limit is refused while it is being read.
///
/// @param encodedBytes of its record
/// @param heapBytes for its tracks and for encoding them
public record PlaylistLimit(int encodedBytes, long heapBytes) {

    /// What encoding a record takes at its worst: a buffer that doubles, while the old one is still there, and copies.
    private static final int BYTES_TO_ENCODE_A_BYTE = 4;

    /// @param tracksHeap bytes of heap that the tracks take
    /// @param encoded bytes that they take in the record
    boolean fitsHeap(long tracksHeap, long encoded) {
        return tracksHeap + BYTES_TO_ENCODE_A_BYTE * encoded <= heapBytes;
    }
}
