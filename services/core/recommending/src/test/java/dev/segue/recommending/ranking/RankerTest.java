package dev.segue.recommending.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommending.ranking.Ranker.Ordering;
import dev.segue.recommending.twostage.Forest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankerTest {

    private static final int WIDTH = Signal.values().length;

    private final Random random = new Random(4);
    private final Forest forest = forest(7, 12);
    private final Ranker ranker = new Ranker(Map.of(
            Shape.FEW,
            new Ordering(
                    300,
                    weights(),
                    .25f,
                    Trees.of(forest.roots(), forest.features(), forest.thresholds(), forest.left(), WIDTH))));

    @Test
    void addsALinearLogitAndThatOfTheTrees() {
        // Given
        Described candidates = candidates(11);
        float[] logits = new float[11];

        // When
        boolean scored = ranker.score(Shape.FEW, candidates, logits);

        // Then
        assertThat(scored).isTrue();
        for (int i = 0; i < 11; i++) {
            float[] row = candidates.row(i);
            double expected = .25 + forest.logit(row);
            float[] weights = ranker.orderings().get(Shape.FEW).weights();
            for (int s = 0; s < WIDTH; s++) {
                expected += weights[s] * row[s];
            }
            // Sums of some fifty floats of about 1.
            assertThat(logits[i]).isCloseTo((float) expected, within(1e-4f));
        }
    }

    @Test
    void leavesShapesItWasNotFittedToAsTheyAre() {
        // When // Then
        assertThat(ranker.depth(Shape.FEW)).isEqualTo(300);
        assertThat(ranker.depth(Shape.MANY)).isZero();
        assertThat(ranker.score(Shape.MANY, candidates(3), new float[3])).isFalse();
    }

    @Test
    void isTheSameAfterAFile() {
        // Given
        Described candidates = candidates(9);
        float[] before = new float[9];
        float[] after = new float[9];

        // When
        Ranker read = Ranker.read(ranker.toBytes());

        // Then
        ranker.score(Shape.FEW, candidates, before);
        read.score(Shape.FEW, candidates, after);
        assertThat(after).isEqualTo(before);
        assertThat(read.toBytes()).isEqualTo(ranker.toBytes());
    }

    @Test
    void refusesWhatIsNoRanker() {
        // Given
        byte[] whole = ranker.toBytes();
        byte[] other = whole.clone();
        other[5] = '?';

        // When // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ranker.read(Arrays.copyOf(whole, whole.length - 1)))
                .withMessage("Ranker, size: expected a whole ranker, got an end in the middle");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ranker.read(Arrays.copyOf(whole, whole.length + 1)))
                .withMessage("Ranker, end: expected none after the last tree, got 1 bytes more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ranker.read(other))
                .withMessageStartingWith("Ranker, beginning: expected SEGUE-RANKER-1, got");
    }

    @Test
    void refusesOneThatWasFittedToOtherSignals() {
        // Given
        String text = new String(ranker.toBytes(), StandardCharsets.ISO_8859_1);

        // When // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Ranker.read(text.replace("BLEND_RANK", "BLEND_RUNG").getBytes(StandardCharsets.ISO_8859_1)))
                .withMessageStartingWith("Ranker, signals: expected BLEND BLEND_RANK");
    }

    @Test
    void refusesNumbersThatAreNone() {
        // Given: the bias stands behind the first shape's name and depth
        byte[] bytes = ranker.toBytes();
        int bias = 2 + "SEGUE-RANKER-1".length() + 2 + Signal.names().length() + 4 + 2 + "FEW".length() + 4;
        ByteBuffer.wrap(bytes).putFloat(bias, Float.NaN);

        // When // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ranker.read(bytes))
                .withMessage("Ranker, bias: expected a finite number, got NaN");
    }

    @Test
    void refusesTreesThatLeadBackwards() {
        // Given
        int[] left = forest.left().clone();
        left[0] = 0;

        // When // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Trees.of(forest.roots(), forest.features(), forest.thresholds(), left, WIDTH))
                .withMessage("Ranker, child of node 0: expected 1 to " + (left.length - 2) + ", got 0");
    }

    private Described candidates(int count) {
        var candidates = new Described();
        int[] tracks = new int[count];
        Arrays.setAll(tracks, i -> i);
        candidates.begin(tracks);
        for (int i = 0; i < count; i++) {
            for (Signal signal : Signal.values()) {
                candidates.set(i, signal, random.nextDouble());
            }
        }
        return candidates;
    }

    private float[] weights() {
        float[] weights = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            weights[i] = random.nextFloat() - .5f;
        }
        return weights;
    }

    /// Trees of drawn splits, children side by side behind their parents.
    private Forest forest(int trees, int splits) {
        int nodes = trees * (2 * splits + 1);
        int[] roots = new int[trees];
        int[] features = new int[nodes];
        float[] thresholds = new float[nodes];
        int[] left = new int[nodes];
        int[] right = new int[nodes];
        Arrays.fill(features, Forest.LEAF);
        int size = 0;
        for (int tree = 0; tree < trees; tree++) {
            roots[tree] = size;
            int first = size++;
            for (int split = 0; split < splits; split++) {
                int leaf = first + random.nextInt(size - first);
                while (features[leaf] != Forest.LEAF) {
                    leaf = first + random.nextInt(size - first);
                }
                features[leaf] = random.nextInt(WIDTH);
                thresholds[leaf] = random.nextFloat();
                left[leaf] = size++;
                right[leaf] = size++;
            }
            for (int node = first; node < size; node++) {
                thresholds[node] = features[node] == Forest.LEAF ? random.nextFloat() - .5f : thresholds[node];
            }
        }
        return new Forest(roots, features, thresholds, left, right);
    }
}
