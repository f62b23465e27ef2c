package dev.segue.recommending;

/// How an answer should be, beside being right.
///
/// @param diversity 0 = by score alone, 1 = as different from each other as possible
/// @param popularity 0 = as the scores are, 1 = what many playlists hold, -1 = what few hold
/// @param maxPerArtist tracks by one artist in all pages together, at least 1; by the first artist named
/// @param explain whether reasons are wanted
public record Wishes(double diversity, double popularity, int maxPerArtist, boolean explain) {

    /// No limit of tracks by one artist.
    public static final int ANY_NUMBER = Integer.MAX_VALUE;

    /// Nothing but reasons.
    public static final Wishes NONE = new Wishes(0, 0, ANY_NUMBER, true);

    public Wishes {
        if (!(diversity >= 0 && diversity <= 1)) {
            throw new IllegalArgumentException("diversity must be 0 to 1, got " + diversity);
        }
        if (!(popularity >= -1 && popularity <= 1)) {
            throw new IllegalArgumentException("popularity must be -1 to 1, got " + popularity);
        }
        if (maxPerArtist < 1) {
            throw new IllegalArgumentException("maxPerArtist must be at least 1, got " + maxPerArtist);
        }
    }
}
