package dev.segue.benchmarks.search;

import dev.segue.benchmarks.serving.Clock;
import dev.segue.benchmarks.serving.TextbookKnn;
import dev.segue.search.ArrayPlaylistIndex;
import dev.segue.search.LucenePlaylistIndex;
import dev.segue.search.PlaylistIndex;
import dev.segue.search.PlaylistIndex.IndexedPlaylist;
import dev.segue.search.PlaylistIndex.WeightedTrack;
import dev.segue.search.VectorSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// The 1,000 playlists nearest to up to 25 weighted tracks, and the 500 tracks they vote for: Lucene, arrays, and the
/// textbook on hash maps.
///
/// Playlists are generated: 100 clusters, tracks by a flattened law of Zipf, 64 tracks in the mean; twice as many
/// tracks as playlists, and as many from a million. A question is the beginning of a playlist of the same law.
final class PlaylistSpeed {

    private static final int CLUSTERS = 100;
    private static final int MEAN_LENGTH = 64;
    private static final int SEEDS = 25;
    private static final int NEIGHBOURS = 1000;
    private static final int VOTED = 500;
    private static final int QUESTIONS = 200;
    private static final int BATCH = 1000;
    private static final long SEED = 5;

    private PlaylistSpeed() {}

    /// Measures and says what came of it.
    ///
    /// @param args folder to work in, number of playlists
    public static void main(String[] args) {
        Path work = Path.of(args[0]);
        int n = Integer.parseInt(args[1]);
        int tracks = n >= 1_000_000 ? n : 2 * n;
        var textbook = new TextbookKnn();
        try (var arrays = new ArrayPlaylistIndex(1);
                var lucene = LucenePlaylistIndex.open(work.resolve("playlists"), 1, VectorSettings.DEFAULTS)) {
            fill(
                    "hash maps",
                    n,
                    tracks,
                    batch -> batch.forEach(playlist -> textbook.add(playlist.id(), playlist.tracks())),
                    () -> {});
            fill("arrays", n, tracks, batch -> arrays.upsert(batch, 1), arrays::refresh);
            fill("Lucene", n, tracks, batch -> lucene.upsert(batch, 1), () -> {
                lucene.commit();
                lucene.refresh();
            });
            List<List<WeightedTrack>> questions = questions(n, tracks, textbook);
            Clock.Times plain =
                    Clock.time(QUESTIONS / 4, i -> textbook.recommend(weights(questions.get(i)), NEIGHBOURS, 1, VOTED));
            Clock.say("playlists: %d, hash maps, retrieval and vote: %s", n, plain);
            for (PlaylistIndex index : List.of(arrays, lucene)) {
                String what = index == arrays ? "arrays" : "Lucene";
                Clock.say(
                        "playlists: %d, %s, retrieval alone: %s",
                        n, what, Clock.time(QUESTIONS, i -> index.neighbours(questions.get(i), NEIGHBOURS)));
                Clock.Times both = Clock.time(QUESTIONS, i -> index.vote(questions.get(i), NEIGHBOURS, VOTED));
                Clock.say(
                        "playlists: %d, %s, retrieval and vote: %s, %.1f x hash maps; overlap with them %.4f",
                        n, what, both, plain.processor() / both.processor(), overlap(index, textbook, questions));
            }
        }
    }

    private interface Sink {
        void take(List<IndexedPlaylist> batch);
    }

    private static void fill(String what, int n, int tracks, Sink sink, Runnable done) {
        var work = Clock.Work.begin();
        var drawn = new Drawn(tracks, SEED);
        var batch = new ArrayList<IndexedPlaylist>();
        for (int i = 0; i < n; i++) {
            batch.add(new IndexedPlaylist("p" + i, "", drawn.playlist(), new float[0]));
            if (batch.size() == BATCH || i == n - 1) {
                sink.take(batch);
                batch.clear();
            }
        }
        done.run();
        Clock.say("playlists: %d into %s in %s, generating them included", n, what, work);
    }

    private static List<List<WeightedTrack>> questions(int n, int tracks, TextbookKnn textbook) {
        var drawn = new Drawn(tracks, SEED + 1);
        var questions = new ArrayList<List<WeightedTrack>>();
        while (questions.size() < QUESTIONS) {
            List<WeightedTrack> question = drawn.playlist().stream()
                    .limit(SEEDS)
                    .filter(track -> textbook.held(track) > 0)
                    .map(track -> new WeightedTrack(track, (float) Math.log1p((double) n / textbook.held(track))))
                    .toList();
            if (!question.isEmpty()) {
                questions.add(question);
            }
        }
        return questions;
    }

    private static Map<String, Double> weights(List<WeightedTrack> question) {
        var weights = new HashMap<String, Double>();
        question.forEach(track -> weights.put(track.trackId(), (double) track.weight()));
        return weights;
    }

    private static double overlap(PlaylistIndex index, TextbookKnn textbook, List<List<WeightedTrack>> questions) {
        int same = 0;
        int wanted = 0;
        for (List<WeightedTrack> question : questions.subList(0, QUESTIONS / 4)) {
            Set<String> expected = Set.copyOf(textbook.recommend(weights(question), NEIGHBOURS, 1, VOTED));
            same += (int) index.vote(question, NEIGHBOURS, VOTED).stream()
                    .filter(track -> expected.contains(track.id()))
                    .count();
            wanted += expected.size();
        }
        return (double) same / wanted;
    }

    /// Playlists of one law, the same for the same seed.
    private static final class Drawn {
        private final int tracks;
        private final Random random;

        Drawn(int tracks, long seed) {
            this.tracks = tracks;
            this.random = new Random(seed);
        }

        List<String> playlist() {
            int cluster = random.nextInt(CLUSTERS);
            int length = Math.max(5, (int) (MEAN_LENGTH * (.3 - Math.log(1 - random.nextDouble()) * .7)));
            var playlist = new LinkedHashSet<String>();
            while (playlist.size() < Math.min(length, 250)) {
                double u = random.nextDouble();
                int rank = (int) (u * u * u * tracks / CLUSTERS);
                playlist.add("t" + (rank * CLUSTERS + cluster));
            }
            return List.copyOf(playlist);
        }
    }
}
