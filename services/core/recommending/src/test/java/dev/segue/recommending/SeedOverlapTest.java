package dev.segue.recommending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.sparse.Best;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SeedOverlapTest {

    private final SeedOverlap overlap = new SeedOverlap();

    @Property(tries = 60)
    void namesTheSeedsThatShareMostPlaylists(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 2000) int playlists,
            @ForAll @IntRange(min = 3, max = 150) int tracks,
            @ForAll @IntRange(min = 1, max = 140) int seedCount) {
        // Given
        var random = new Random(seed);
        var corpus = corpus(random, playlists, tracks);
        int[] seeds = seeds(random, tracks, seedCount);

        for (int round = 0; round < 2; round++) {
            // When
            overlap.fill(corpus, seeds);
            for (int track = 0; track < tracks; track++) {
                int asked = track;
                List<Because> reasons = overlap.reasons(corpus, track, seeds);

                // Then
                assertThat(reasons)
                        .isEqualTo(IntStream.of(seeds)
                                .mapToObj(other -> new Because(corpus.trackId(other), shared(corpus, asked, other)))
                                .filter(because -> because.coPlaylists() > 0)
                                .sorted(Comparator.comparing(Because::coPlaylists, Comparator.reverseOrder()))
                                .limit(3)
                                .toList());
            }
            overlap.clear();
        }
    }

    @Property(tries = 60)
    void findsThePlaylistsWhoseSeedsWeighMost(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3000) int playlists,
            @ForAll @IntRange(min = 3, max = 150) int tracks,
            @ForAll @IntRange(min = 1, max = 140) int seedCount,
            @ForAll @IntRange(min = 1, max = 400) int k) {
        // Given
        var random = new Random(seed);
        var corpus = corpus(random, playlists, tracks);
        int[] seeds = seeds(random, tracks, seedCount);
        // Eighths add without rounding, so that ties are ties.
        float[] weights = new float[seeds.length];
        for (int i = 0; i < seeds.length; i++) {
            weights[i] = (random.nextInt(12) - 2) / 8f;
        }

        for (int round = 0; round < 2; round++) {
            // When
            overlap.fill(corpus, seeds);
            Best best = overlap.best(weights, k, SeedOverlapTest::factor, corpus::comparePlaylistIds);
            overlap.clear();

            // Then
            var expected = IntStream.range(0, playlists)
                    .boxed()
                    .filter(playlist -> score(corpus, playlist, seeds, weights) > 0)
                    .sorted(Comparator.<Integer, Float>comparing(
                                    playlist -> score(corpus, playlist, seeds, weights), Comparator.reverseOrder())
                            .thenComparing(corpus::comparePlaylistIds))
                    .limit(k)
                    .collect(
                            Collectors.toMap(Function.identity(), playlist -> score(corpus, playlist, seeds, weights)));
            var got = new HashMap<Integer, Float>();
            for (int i = 0; i < best.ordinals().length; i++) {
                got.put(best.ordinals()[i], best.scores()[i]);
            }
            assertThat(got).hasSize(best.ordinals().length).isEqualTo(expected);
        }
    }

    /// Every seventh playlist is left out.
    private static float factor(int playlist) {
        return playlist % 7 / 4f;
    }

    private static float score(Corpus corpus, int playlist, int[] seeds, float[] weights) {
        float sum = 0;
        for (int s = 0; s < seeds.length; s++) {
            int track = seeds[s];
            boolean held = IntStream.of(corpus.tracks(playlist)).anyMatch(other -> other == track);
            sum += held && weights[s] > 0 ? weights[s] : 0;
        }
        return sum * factor(playlist);
    }

    private static Corpus corpus(Random random, int playlists, int tracks) {
        var corpus = new Corpus();
        IntStream.range(0, tracks).forEach(track -> corpus.internTrack("t" + track));
        for (int playlist = 0; playlist < playlists; playlist++) {
            corpus.upsert(
                    "p" + playlist,
                    random.ints(1 + random.nextInt(20), 0, tracks).distinct().toArray());
        }
        return corpus;
    }

    private static int[] seeds(Random random, int tracks, int count) {
        return random.ints(0, tracks).distinct().limit(Math.min(count, tracks)).toArray();
    }

    /// A seed shares with itself all its playlists.
    private static int shared(Corpus corpus, int track, int seed) {
        return track == seed ? corpus.playlistsOf(seed) : corpus.shared(track, seed);
    }
}
