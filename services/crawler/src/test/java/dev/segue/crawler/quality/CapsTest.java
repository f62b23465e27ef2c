package dev.segue.crawler.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.crawler.quality.Caps.Flag;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CapsTest {

    private static List<String> tracks(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "deezer:" + i).toList();
    }

    private static byte[] sketch(int from, int to) {
        return Sketch.of(tracks(from, to));
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
        var caps = new Caps(new Caps.Limits(100, 2, 10, 0.9));
        byte[] sketch = Caps.sketch(tracks(0, 100));
        byte[] almost = Caps.sketch(tracks(0, 99));

        // When / Then
        assertThat(caps.judge("spammer", "p1", sketch)).isNull();
        assertThat(caps.judge("spammer", "p2", almost)).isNull();
        assertThat(caps.judge("spammer", "p3", sketch)).isEqualTo(Flag.NEAR_DUPLICATE);
        assertThat(caps.judge("somebody else", "p4", sketch)).isNull();
        assertThat(caps.judge("spammer", "p5", Caps.sketch(tracks(500, 600)))).isNull();
        assertThat(caps.nearDuplicates()).isEqualTo(2);
        assertThat(caps.copies()).as("somebody else's").isEqualTo(1);
        assertThat(caps.withheld(Flag.NEAR_DUPLICATE)).isEqualTo(1);
    }

    @Test
    void capsNearIdenticalPlaylistsOfAllCuratorsUntilOneOfThemGoes() {
        // Given
        var caps = new Caps(new Caps.Limits(100, 3, 4, 0.9));
        byte[] sketch = sketch(0, 100);
        for (int i = 0; i < 4; i++) {
            assertThat(caps.judge(i == 0 ? null : "curator " + i, "p" + i, sketch(0, 100 - i / 2)))
                    .isNull();
        }

        // When
        var fifth = caps.judge("curator 5", "p5", sketch);
        caps.forget("curator 2", "p2", sketch(0, 99));
        var after = caps.judge("curator 5", "p5", sketch);

        // Then
        assertThat(fifth).isEqualTo(Flag.COPIED);
        assertThat(after).isNull();
        assertThat(caps.withheld(Flag.COPIED)).isEqualTo(1);
        assertThat(caps.judge("curator 6", "another", sketch(500, 600))).isNull();
    }

    @Test
    void findsNearIdenticalPlaylistsAmongManyAndKeepsNoMoreThanItMay() {
        // Given
        int capacity = 1 << 14;
        int many = 3 * capacity;
        var lookalikes = new Lookalikes(capacity, 0.9);
        for (int i = 0; i < many; i++) {
            lookalikes.add("p" + i, sketch(1_000 * i, 1_000 * i + 60));
        }
        int found = 0;
        int strangers = 0;

        // When
        for (int i = 0; i < 500; i++) {
            int remembered = many - 1 - i * 30;
            found += lookalikes.count(sketch(1_000 * remembered, 1_000 * remembered + 60)) == 1 ? 1 : 0;
            int forgotten = i * 30;
            strangers += lookalikes.count(sketch(1_000 * forgotten, 1_000 * forgotten + 60));
        }

        // Then
        assertThat(lookalikes.size()).isEqualTo(capacity);
        // A bucket that is full drops one, and all six of a playlist would have to.
        assertThat(found).isGreaterThanOrEqualTo(499);
        assertThat(strangers).isZero();
    }

    @Test
    void findsPlaylistsThatDifferInOneTrackOfTwenty() {
        // Given
        var lookalikes = new Lookalikes(1 << 10, 0.85);
        int found = 0;
        for (int i = 0; i < 1_000; i++) {
            lookalikes.add("p" + i, sketch(1_000 * i, 1_000 * i + 100));
        }

        // When
        for (int i = 0; i < 1_000; i++) {
            found += lookalikes.count(sketch(1_000 * i + 2, 1_000 * i + 102));
        }

        // Then
        // Similarity 98/102 = 0.96: the sketch says less than 0.85 once in 500, and no band agrees once in 10,000.
        assertThat(found).isGreaterThan(985);
    }

    @Test
    void capsACuratorWhoFloodsUntilOneOfThePlaylistsGoes() {
        // Given
        var caps = new Caps(new Caps.Limits(3, 2, 10, 0.9));
        for (int i = 0; i < 3; i++) {
            assertThat(caps.judge("flood", "p" + i, Caps.sketch(tracks(i * 100, i * 100 + 50))))
                    .isNull();
        }

        // When
        var fourth = caps.judge("flood", "p3", Caps.sketch(tracks(300, 350)));
        caps.forget("flood", "p0", Caps.sketch(tracks(0, 50)));
        var after = caps.judge("flood", "p3", Caps.sketch(tracks(300, 350)));

        // Then
        assertThat(fourth).isEqualTo(Flag.CURATOR_FLOOD);
        assertThat(after).isNull();
    }

    @Test
    void playlistsOfAFewTracksAreNeverNearDuplicates() {
        // When / Then
        assertThat(Caps.sketch(tracks(0, 7))).isNull();
        assertThat(Caps.sketch(tracks(0, 8))).hasSize(Sketch.SIZE);
    }
}
