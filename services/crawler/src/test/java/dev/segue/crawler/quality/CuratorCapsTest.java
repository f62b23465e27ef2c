package dev.segue.crawler.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.crawler.quality.CuratorCaps.Flag;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CuratorCapsTest {

    private static List<String> tracks(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "deezer:" + i).toList();
    }

    @Test
    void estimatesTheSimilarityOfSets() {
        // Given
        var dice = new Random(9);
        double error = 0;
        int trials = 200;

        // When
        for (int trial = 0; trial < trials; trial++) {
            int from = dice.nextInt(1_000_000);
            int shift = dice.nextInt(100);
            double truth = (100.0 - shift) / (100 + shift);
            double estimate = Sketch.similarity(
                    Sketch.of(tracks(from, from + 100)), Sketch.of(tracks(from + shift, from + shift + 100)));
            error += (estimate - truth) * (estimate - truth);
        }

        // Then
        // 64 coin tosses have a standard error of at most 0.0625; a fifth more for chance in 200 trials.
        assertThat(Math.sqrt(error / trials)).isLessThan(0.075);
    }

    @Test
    void letsAFewNearIdenticalPlaylistsOfACuratorThrough() {
        // Given
        var caps = new CuratorCaps(new CuratorCaps.Limits(100, 2, 0.9));
        byte[] sketch = CuratorCaps.sketch(tracks(0, 100));
        byte[] almost = CuratorCaps.sketch(tracks(0, 99));

        // When / Then
        assertThat(caps.judge("spammer", "p1", sketch)).isNull();
        assertThat(caps.judge("spammer", "p2", almost)).isNull();
        assertThat(caps.judge("spammer", "p3", sketch)).isEqualTo(Flag.NEAR_DUPLICATE);
        assertThat(caps.judge("somebody else", "p4", sketch)).isNull();
        assertThat(caps.judge("spammer", "p5", CuratorCaps.sketch(tracks(500, 600))))
                .isNull();
        assertThat(caps.judge("spammer", "p1", sketch))
                .as("itself is no duplicate")
                .isNull();
        assertThat(caps.nearDuplicates()).isEqualTo(3);
        assertThat(caps.withheld()).isEqualTo(1);
    }

    @Test
    void capsACuratorWhoFloodsUntilOneOfThePlaylistsGoes() {
        // Given
        var caps = new CuratorCaps(new CuratorCaps.Limits(3, 2, 0.9));
        for (int i = 0; i < 3; i++) {
            assertThat(caps.judge("flood", "p" + i, CuratorCaps.sketch(tracks(i * 100, i * 100 + 50))))
                    .isNull();
        }

        // When
        var fourth = caps.judge("flood", "p3", CuratorCaps.sketch(tracks(300, 350)));
        caps.forget("flood", "p0");
        var after = caps.judge("flood", "p3", CuratorCaps.sketch(tracks(300, 350)));

        // Then
        assertThat(fourth).isEqualTo(Flag.CURATOR_FLOOD);
        assertThat(after).isNull();
    }

    @Test
    void playlistsOfAFewTracksAreNeverNearDuplicates() {
        // When / Then
        assertThat(CuratorCaps.sketch(tracks(0, 7))).isNull();
        assertThat(CuratorCaps.sketch(tracks(0, 8))).hasSize(Sketch.SIZE);
    }
}
