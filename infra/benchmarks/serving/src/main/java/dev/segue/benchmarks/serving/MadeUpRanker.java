package dev.segue.benchmarks.serving;

import dev.segue.benchmarks.counting.Load;
import dev.segue.corpus.Corpus;
import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.recommending.TrackFacts;
import dev.segue.recommending.VectorModel;
import dev.segue.recommending.VectorSpace;
import dev.segue.training.PlaylistFacts;
import dev.segue.training.ranking.IndexedTitles;
import dev.segue.training.ranking.RankerConfig;
import dev.segue.training.ranking.RankerFit;
import dev.segue.training.ranking.Rehearsal;
import dev.segue.training.twostage.TrackFactorsFit;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A second stage fitted to made-up playlists, as dense as those at full scale, the way the trainer fits
/// one: as large and as slow as a real one. What it gains here says nothing of music.
final class MadeUpRanker {

    private static final int PLAYLISTS = 20_000;
    private static final int TRACKS = 44_000;
    private static final RankerConfig CONFIG = new RankerConfig(PLAYLISTS, .4, 1000, 200, 600, .2, 60, 16, .1, .1, 7);

    private MadeUpRanker() {}

    /// @param folder for an index of titles, gone afterwards
    /// @return as a bundle holds it
    static byte[] fit(int mind, Path folder) throws InterruptedException {
        var music = new MadeUpMusic(PLAYLISTS, TRACKS);
        var corpus = new Corpus();
        int[] trackOf = new int[music.tracks()];
        int[] playlistOf = new int[PLAYLISTS];
        for (int playlist = 0; playlist < PLAYLISTS; playlist++) {
            int[] tracks = music.tracksOf(playlist);
            int[] ordinals = corpus.internTracks(music.trackIdsOf(playlist));
            for (int i = 0; i < tracks.length; i++) {
                trackOf[ordinals[i]] = tracks[i];
            }
            corpus.upsert(Load.playlistId(playlist), ordinals);
            playlistOf[corpus.playlistOrdinal(Load.playlistId(playlist))] = playlist;
        }
        PlaylistFacts titled = new PlaylistFacts() {
            @Override
            public long saves(int playlist) {
                return 0;
            }

            @Override
            public String title(int playlist) {
                return music.title(playlistOf[playlist]);
            }
        };
        var facts = TrackFacts.ofArtists(
                track -> music.entry(trackOf[track]).artists().getFirst());
        try (var titles = IndexedTitles.of(corpus, titled, folder)) {
            var rehearsal = new Rehearsal(
                    corpus,
                    titled,
                    facts,
                    titles,
                    Optional.of(model(music, mind, Arrays.copyOf(trackOf, corpus.trackOrdinals()))));
            List<Integer> drawn = IntStream.range(0, PLAYLISTS).boxed().toList();
            return RankerFit.fit(rehearsal, drawn, CONFIG, System.err::println)
                    .ranker()
                    .toBytes();
        }
    }

    private static VectorModel model(MadeUpMusic music, int mind, int[] trackOf) {
        int[] tracks = IntStream.range(0, trackOf.length).toArray();
        float[] rows = new float[tracks.length * MadeUpMusic.DIMENSION];
        for (int i = 0; i < tracks.length; i++) {
            System.arraycopy(music.vector(trackOf[i], mind), 0, rows, i * MadeUpMusic.DIMENSION, MadeUpMusic.DIMENSION);
        }
        var space = VectorSpace.of(tracks, MadeUpMusic.DIMENSION, rows);
        return new VectorModel(space, PlaylistEncoding.mean(MadeUpMusic.DIMENSION)::encode)
                .with(TrackFactorsFit.model(MadeUpFactors.of(rows, MadeUpMusic.DIMENSION), space::row));
    }
}
