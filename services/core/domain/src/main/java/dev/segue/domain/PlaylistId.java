package dev.segue.domain;

/// Names a playlist across sources: the source, a colon and the source's own id, as in `mpd:2365` or
/// `listenbrainz:6d2c…`. Compared by its text, ordered by it too.
///
/// @param value 3 to 200 printable characters without blanks
public record PlaylistId(String value) implements Comparable<PlaylistId> {

    /// @throws InvalidId when `value` is not a namespaced id
    public PlaylistId {
        NamespacedId.require("playlist id", value);
    }

    /// Whether `value` would be accepted, for callers that report instead of throwing.
    public static boolean isValid(String value) {
        return NamespacedId.flaw(value) == null;
    }

    @Override
    public int compareTo(PlaylistId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
