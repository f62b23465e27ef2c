package dev.segue.preprocessor.stream;

/// What was sent last of each track's title, artists and so on, as far as there is room: [#TRACKS] tracks in 4 MiB, in
/// buckets of [#WAYS] out of which the track falls that was seen least recently. What fell out is sent once more.
///
/// Tracks and descriptions are known by 64 bits each. That two of them meet by chance is less likely than 1 in 10¹⁰
/// for a billion descriptions; the second would be taken for sent.
final class SentDescriptions {

    static final int TRACKS = 1 << 18;

    private static final int WAYS = 8;
    private static final int BUCKETS = TRACKS / WAYS;

    /// Track and description by turns, the last one seen first in its bucket; an empty place holds two zeros.
    private final long[] slots = new long[2 * TRACKS];

    /// Remembers a description as sent.
    ///
    /// @param track hash of the track's id
    /// @param description hash of what is said of it
    /// @return whether it was not, or another one was since
    boolean isNews(long track, long description) {
        int first = 2 * WAYS * (int) ((track ^ (track >>> 32)) & (BUCKETS - 1));
        int found = first;
        int last = first + 2 * (WAYS - 1);
        while (found < last && slots[found] != track) {
            found += 2;
        }
        boolean news = slots[found] != track || slots[found + 1] != description;
        System.arraycopy(slots, first, slots, first + 2, found - first);
        slots[first] = track;
        slots[first + 1] = description;
        return news;
    }
}
