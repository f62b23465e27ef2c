package dev.segue.training;

import dev.segue.corpus.Corpus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Playlists made up for tests.
final class MadeUp {

    private MadeUp() {}

    static Corpus corpus(List<List<String>> playlists) {
        var corpus = new Corpus();
        for (int p = 0; p < playlists.size(); p++) {
            corpus.upsert("test:p" + p, corpus.internTracks(playlists.get(p)));
        }
        return corpus;
    }

    /// Playlists that keep to one style: each has `length` of a style's tracks, in random order. Track `style-n` is of
    /// its style.
    static List<List<String>> styles(int styles, int tracksEach, int playlistsEach, int length, long seed) {
        var random = new Random(seed);
        var playlists = new ArrayList<List<String>>();
        for (int style = 0; style < styles; style++) {
            var tracks = new ArrayList<String>();
            for (int t = 0; t < tracksEach; t++) {
                tracks.add("test:" + style + "-" + t);
            }
            for (int p = 0; p < playlistsEach; p++) {
                Collections.shuffle(tracks, random);
                playlists.add(List.copyOf(tracks.subList(0, length)));
            }
        }
        return playlists;
    }

    static InfoNceConfig config(int dimension, int epochs, int batchTracks, long seed) {
        return new InfoNceConfig(dimension, 0.1, 0.5, 500, 10, 1, epochs, batchTracks, 4, 0.02, 0, seed);
    }
}
