package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.sparse.SparseScores;

/// The tracks most playlists hold, as of one moment; a request uses it when nothing better is known. It may be some
/// seconds old: readers check again that a track is still held.
///
/// @param tracks most held first, ties by track id; shared, never changed
/// @param playlists how many held each; shared, never changed
public record PopularTracks(int[] tracks, int[] playlists) {

    public static final PopularTracks NONE = new PopularTracks(new int[0], new int[0]);

    /// One pass over all tracks of `corpus`.
    public static PopularTracks of(Corpus corpus, int n) {
        var scores = new SparseScores();
        for (int track = 0; track < corpus.trackOrdinals(); track++) {
            scores.add(track, corpus.playlistsOf(track));
        }
        int[] tracks = scores.top(n, corpus::compareIds);
        int[] playlists = new int[tracks.length];
        for (int i = 0; i < tracks.length; i++) {
            playlists[i] = corpus.playlistsOf(tracks[i]);
        }
        return new PopularTracks(tracks, playlists);
    }
}
