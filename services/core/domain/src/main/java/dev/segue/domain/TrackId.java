package dev.segue.domain;

/// Names a track: a namespace, a colon and what that namespace calls it, as in `spotify:track:…`, `deezer:…`,
/// `mbid:…`, `isrc:…`. Compared by its text, ordered by it too.
///
/// @param value 3 to 200 printable characters without blanks
public record TrackId(String value) implements Comparable<TrackId> {

    /// @throws InvalidId when `value` is not a namespaced id
    public TrackId {
        NamespacedId.require("track id", value);
    }

    /// Whether `value` would be accepted, for callers that report instead of throwing.
    public static boolean isValid(String value) {
        return NamespacedId.flaw(value) == null;
    }

    @Override
    public int compareTo(TrackId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
