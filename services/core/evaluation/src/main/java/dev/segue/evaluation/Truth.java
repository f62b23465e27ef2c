package dev.segue.evaluation;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// What a recommender should have said: the held-out tracks of one playlist, and who they are by.
public final class Truth {

    private final int[] tracks;
    private final int[] artists;
    private final IntUnaryOperator artistOf;

    /// @param tracks held out; at least one, each once; copied
    /// @param artistOf artist of any track by ordinal, negative when unknown
    public Truth(int[] tracks, IntUnaryOperator artistOf) {
        this.tracks = tracks.clone();
        this.artistOf = artistOf;
        Arrays.sort(this.tracks);
        if (this.tracks.length == 0) {
            throw new IllegalArgumentException("Held-out tracks: expected at least one, got none");
        }
        for (int i = 1; i < this.tracks.length; i++) {
            if (this.tracks[i] == this.tracks[i - 1]) {
                throw new IllegalArgumentException(
                        "Held-out tracks: expected each once, got " + this.tracks[i] + " twice");
            }
        }
        this.artists = Arrays.stream(this.tracks)
                .map(artistOf)
                .filter(artist -> artist >= 0)
                .distinct()
                .sorted()
                .toArray();
    }

    /// How many tracks were held out.
    public int size() {
        return tracks.length;
    }

    public boolean holds(int track) {
        return Arrays.binarySearch(tracks, track) >= 0;
    }

    boolean holdsArtist(int artist) {
        return Arrays.binarySearch(artists, artist) >= 0;
    }

    int artistOf(int track) {
        return artistOf.applyAsInt(track);
    }
}
