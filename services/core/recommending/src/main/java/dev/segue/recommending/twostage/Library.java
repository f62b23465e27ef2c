package dev.segue.recommending.twostage;

import dev.segue.corpus.Corpus;
import java.util.Comparator;
import java.util.stream.IntStream;

/// A corpus with what is known of its tracks and playlists beside who holds what. Its parts share their ordinals; the
/// corpus must not change while it is part of a library.
public final class Library {

    private final Corpus corpus;
    private final TrackTable tracks;
    private final Titles titles;
    private final boolean[] ordered;
    private final int[] byPopularity;

    /// @param ordered by playlist ordinal, whether the order of its tracks is its own; shared, never changed
    public Library(Corpus corpus, TrackTable tracks, Titles titles, boolean[] ordered) {
        this.corpus = corpus;
        this.tracks = tracks;
        this.titles = titles;
        this.ordered = ordered;
        this.byPopularity = IntStream.range(0, corpus.trackOrdinals())
                .filter(track -> corpus.playlistsOf(track) > 0)
                .boxed()
                .sorted(Comparator.comparingInt((Integer track) -> -corpus.playlistsOf(track))
                        .thenComparing(corpus::trackId))
                .mapToInt(track -> track)
                .toArray();
    }

    public Corpus corpus() {
        return corpus;
    }

    public TrackTable tracks() {
        return tracks;
    }

    public Titles titles() {
        return titles;
    }

    /// Whether the order of a playlist's tracks is its own.
    public boolean ordered(int playlist) {
        return ordered[playlist];
    }

    /// Artists of the tracks, one each where known, repeated as they occur.
    int[] artistsOf(int[] ofTracks) {
        return IntStream.of(ofTracks)
                .map(tracks::artist)
                .filter(artist -> artist != TrackTable.UNKNOWN)
                .toArray();
    }

    /// All tracks that a playlist holds, most held first, ties by id; shared, never changed.
    public int[] byPopularity() {
        return byPopularity;
    }
}
