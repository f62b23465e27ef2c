package dev.segue.recommending.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.corpus.Corpus;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedVotersTest {

    private static final int TRACKS = 400;

    /// Sums of some tens of floats below 1.
    private static final float ROUNDING = 1e-4f;

    @Test
    void countsAsOnePlaylistAfterTheOtherWould() {
        // Given
        var random = new Random(2);
        var corpus = new Corpus();
        IntStream.range(0, TRACKS).forEach(track -> corpus.internTrack("t" + track));
        for (int playlist = 0; playlist < 200; playlist++) {
            corpus.upsert(
                    "p" + playlist, random.ints(0, TRACKS).distinct().limit(40).toArray());
        }
        int[] voting = IntStream.range(0, 200).filter(p -> p % 3 != 0).toArray();
        float[] scores = new float[voting.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = 2f - (float) i / scores.length;
        }
        int[] seeds = IntStream.range(0, 90).map(i -> 4 * i).toArray();
        int[] tracks = IntStream.range(0, TRACKS).filter(t -> t % 4 == 1).toArray();
        var candidates = new Described();
        candidates.begin(tracks);
        var shared = new SharedVoters();
        shared.count(corpus, new Voters(voting, scores), new int[] {1, 2}, candidates);

        // When
        shared.count(corpus, new Voters(voting, scores), seeds, candidates);

        // Then
        for (int i = 0; i < tracks.length; i++) {
            int follows = 0;
            int holders = 0;
            float nearest = 0;
            for (int v = 0; v < voting.length; v++) {
                if (place(corpus, voting[v], tracks[i]) >= 0) {
                    holders++;
                    nearest = Math.max(nearest, scores[v] / scores[0]);
                }
            }
            for (int s = 0; s < seeds.length; s++) {
                int count = 0;
                double near = 0;
                for (int playlist : voting) {
                    int seedAt = place(corpus, playlist, seeds[s]);
                    int at = place(corpus, playlist, tracks[i]);
                    if (seedAt >= 0 && at >= 0) {
                        count++;
                        near += Math.abs(at - seedAt) < 16 ? Math.exp(-Math.abs(at - seedAt) / 4.0) : 0;
                        follows += s >= seeds.length - 5 && at > seedAt && at <= seedAt + 3 ? 1 : 0;
                    }
                }
                boolean together = (shared.together(i, s / Long.SIZE) & 1L << s) != 0;
                assertThat(together).isEqualTo(count > 0);
                if (together) {
                    assertThat(shared.count(i, s)).isEqualTo(count);
                    assertThat(shared.near(i, s)).isCloseTo((float) near, within(ROUNDING));
                }
            }
            assertThat(shared.follows(i)).isEqualTo(follows);
            assertThat(shared.holders(i)).isEqualTo(holders);
            assertThat(shared.nearest(i)).isEqualTo(nearest);
        }
        for (int s = 0; s < seeds.length; s++) {
            int seed = seeds[s];
            assertThat(shared.heldBy(s)).isEqualTo((int) Arrays.stream(voting)
                    .filter(playlist -> place(corpus, playlist, seed) >= 0)
                    .count());
        }
    }

    private static int place(Corpus corpus, int playlist, int track) {
        int[] tracks = corpus.tracks(playlist);
        return IntStream.range(0, tracks.length)
                .filter(at -> tracks[at] == track)
                .findFirst()
                .orElse(-1);
    }
}
