package dev.segue.statistics;

import java.util.Optional;

/// The numbers of a corpus.
///
/// @param playlists in it
/// @param entries tracks of all playlists
/// @param tracks that a playlist holds
/// @param window largest difference of positions of two neighbours
/// @param oneIn how many tracks stand for one whose neighbours were counted, and how many playlists for one that
///     similarities were learnt from or measured on; 1 when it was done with all
/// @param saves of playlists whose saves are known
/// @param unknownSaves playlists whose saves are not
/// @param savesTail the law of the tail of saves; empty of too few
/// @param savesBounds beyond which saves are outliers
/// @param tracksPerPlaylist lengths of playlists
/// @param playlistsPerTrack of tracks that a playlist holds
/// @param playlistsPerTrackTail the law of its tail; empty of too few
/// @param neighbours of each track, different ones within the window
/// @param hubs the twentieth of tracks with most neighbours
/// @param similarities of the co-occurrence cosine
public record CorpusStatistics(
        int playlists,
        long entries,
        int tracks,
        int window,
        int oneIn,
        Summary saves,
        long unknownSaves,
        Optional<HeavyTail> savesTail,
        OutlierBounds savesBounds,
        Summary tracksPerPlaylist,
        Summary playlistsPerTrack,
        Optional<HeavyTail> playlistsPerTrackTail,
        Summary neighbours,
        Hubs hubs,
        Similarities similarities) {

    /// Entries that are made postings of at once, 8 bytes each.
    public static final int MOST_ENTRIES = 4_000_000;

    private static final double TWENTIETH = 0.05;

    /// Counts. Distributions of playlists, and playlists per track, are of all; neighbours and similarities of a part
    /// when there are more than `mostEntries`: a track that is counted is counted in all playlists.
    ///
    /// @param window largest difference of positions of two neighbours, from 1
    /// @param mostEntries that are looked at for neighbours and for similarities, about
    public static CorpusStatistics of(CorpusSnapshot corpus, int window, int mostEntries) {
        var saves = new IntegerDistribution();
        for (long of : corpus.saves()) {
            if (of >= 0) {
                saves.add(of);
            }
        }
        var lengths = new IntegerDistribution();
        corpus.playlists().forEach(playlist -> lengths.add(playlist.length));
        var holders = new IntegerDistribution();
        for (int held : holders(corpus)) {
            if (held > 0) {
                holders.add(held);
            }
        }
        long entries = corpus.entries();
        int oneIn = (int) Math.max(1, Math.ceilDiv(entries, mostEntries));
        var part = new TrainingPart(corpus.playlists(), corpus.tracks(), track -> track % oneIn == 0);
        int[] near = part.neighbours(window);
        var neighbours = new IntegerDistribution();
        for (int track = 0; track < near.length; track++) {
            if (part.knows(track)) {
                neighbours.add(near[track]);
            }
        }
        return new CorpusStatistics(
                corpus.playlists().size(),
                entries,
                (int) holders.size(),
                window,
                oneIn,
                Summary.of(saves),
                corpus.saves().length - saves.size(),
                HeavyTail.of(saves),
                OutlierBounds.of(saves),
                Summary.of(lengths),
                Summary.of(holders),
                HeavyTail.of(holders),
                Summary.of(neighbours),
                Hubs.of(near, part, TWENTIETH),
                Similarities.cosine(Similarities.Split.of(corpus, oneIn), corpus.tracks(), window));
    }

    /// By track, playlists that hold it.
    private static int[] holders(CorpusSnapshot corpus) {
        int[] holders = new int[corpus.tracks()];
        for (int[] playlist : corpus.playlists()) {
            for (int track : playlist) {
                holders[track]++;
            }
        }
        return holders;
    }
}
