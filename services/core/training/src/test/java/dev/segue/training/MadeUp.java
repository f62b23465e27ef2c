package dev.segue.training;

import dev.segue.corpus.Corpus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/// Playlists made up for tests.
public final class MadeUp {

    private static final List<String> STYLES =
            List.of("slow reggae", "dark techno", "발라드 모음", "华语流行", "baroque strings", "garage rock");

    /// A title for every playlist of [#styles] with 30 playlists each: two words for its style, and a number.
    public static final PlaylistFacts STYLE_TITLES = titles(ordinal -> ordinal);

    private MadeUp() {}

    /// Those titles where ordinals are not in the order of playlists.
    ///
    /// @param order number of a playlist, from its ordinal
    public static PlaylistFacts titles(IntUnaryOperator order) {
        return new PlaylistFacts() {
            @Override
            public long saves(int playlist) {
                return order.applyAsInt(playlist);
            }

            @Override
            public String title(int playlist) {
                int number = order.applyAsInt(playlist);
                return STYLES.get(number / 30 % STYLES.size()) + " " + number;
            }
        };
    }

    public static Corpus corpus(List<List<String>> playlists) {
        var corpus = new Corpus();
        for (int p = 0; p < playlists.size(); p++) {
            corpus.upsert("test:p" + p, corpus.internTracks(playlists.get(p)));
        }
        return corpus;
    }

    /// Playlists that keep to one style: each has `length` of a style's tracks, in random order. Track `style-n` is of
    /// its style.
    public static List<List<String>> styles(int styles, int tracksEach, int playlistsEach, int length, long seed) {
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

    public static InfoNceConfig config(int dimension, int epochs, int batchTracks, long seed) {
        return new InfoNceConfig(dimension, 0.1, 0.5, 500, 10, 1, epochs, batchTracks, 4, 0.02, 0, false, seed);
    }

    /// Of every track's `k` nearest by cosine, the share that is of its own style.
    public static double shareOfOwnStyle(TrainedVectors trained, int k) {
        int own = 0;
        int tracks = trained.trackIds().size();
        for (int track = 0; track < tracks; track++) {
            int self = track;
            var nearest = new ArrayList<Integer>();
            for (int other = 0; other < tracks; other++) {
                if (other != track) {
                    nearest.add(other);
                }
            }
            nearest.sort((a, b) -> Double.compare(dot(trained, self, b), dot(trained, self, a)));
            for (int other : nearest.subList(0, k)) {
                own += style(trained, other).equals(style(trained, track)) ? 1 : 0;
            }
        }
        return (double) own / (tracks * k);
    }

    /// The product of two tracks' vectors.
    public static double dot(TrainedVectors trained, int a, int b) {
        int d = trained.dimension();
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += (double) trained.rows()[a * d + i] * trained.rows()[b * d + i];
        }
        return sum;
    }

    private static String style(TrainedVectors trained, int row) {
        String id = trained.trackIds().get(row);
        return id.substring(0, id.indexOf('-'));
    }
}
