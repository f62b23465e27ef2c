package dev.segue.recommending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.Corpus;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
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
        var corpus = new Corpus();
        IntStream.range(0, tracks).forEach(track -> corpus.internTrack("t" + track));
        for (int playlist = 0; playlist < playlists; playlist++) {
            corpus.upsert(
                    "p" + playlist,
                    random.ints(1 + random.nextInt(20), 0, tracks).distinct().toArray());
        }
        int[] seeds = random.ints(0, tracks)
                .distinct()
                .limit(Math.min(seedCount, tracks))
                .toArray();

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

    /// A seed shares with itself all its playlists.
    private static int shared(Corpus corpus, int track, int seed) {
        return track == seed ? corpus.playlistsOf(seed) : corpus.shared(track, seed);
    }
}
