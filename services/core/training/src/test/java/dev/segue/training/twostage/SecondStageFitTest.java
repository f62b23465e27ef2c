package dev.segue.training.twostage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommending.twostage.Feature;
import dev.segue.recommending.twostage.Forest;
import dev.segue.recommending.twostage.Logistic;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class SecondStageFitTest {

    private static final int WIDTH = Feature.values().length;

    /// So many features are drawn, the others 0. Of two that are right only together neither divides any better
    /// than noise does, so that the first split is luck: the fewer to choose from, the sooner it falls on them.
    private static final int DRAWN = 8;

    private static final TreeBoosting.Config TREES = new TreeBoosting.Config(40, 8, 20, .2, 1, .8, .9, 5);

    @Test
    void treesLearnWhatNoLineCanSeparate() {
        // Given: right when just one of two features is high
        Predicate<float[]> either = row -> row[0] > .5f ^ row[3] > .5f;
        Examples examples = examples(4000, 1, either);

        // When
        Forest forest = TreeBoosting.fit(examples, TREES);
        Logistic linear = LogisticFit.fit(examples, 4000, 1e-4);

        // Then
        assertThat(accuracy(examples(2000, 2, either), forest::logit)).isGreaterThan(.95);
        assertThat(accuracy(examples(2000, 2, either), linear::logit)).isLessThan(.6);
    }

    @Test
    void regressionFindsTheLineThatSeparates() {
        // Given
        Predicate<float[]> line =
                row -> Feature.values()[0].scaled(row[0]) * 2 - Feature.values()[1].scaled(row[1]) > .6;
        Examples examples = examples(4000, 3, line);

        // When
        Logistic linear = LogisticFit.fit(examples, 4000, 1e-4);

        // Then
        assertThat(accuracy(examples(2000, 4, line), linear::logit)).isGreaterThan(.97);
    }

    /// From where hardly anything is right, Newton's step to a feature that is rare and mostly right goes much too far.
    @Test
    void regressionFindsTheWeightOfARareFeature() {
        // Given: without the feature two of a thousand are right, with it three of four
        Examples examples = new Examples(1);
        for (int i = 0; i < 1000; i++) {
            examples.add(new float[] {0}, i % 500 == 0);
        }
        for (int i = 0; i < 40; i++) {
            examples.add(new float[] {1}, i % 4 != 0);
        }

        // When
        LogisticFit.Linear linear = LogisticFit.fit(examples, (_, value) -> value, 2000, 1e-6);

        // Then
        assertThat(linear.bias()).isCloseTo((float) Math.log(2. / 998), within(.02f));
        assertThat(linear.bias() + linear.weights()[0]).isCloseTo((float) Math.log(3), within(.02f));
    }

    @Test
    void theNumberOfThreadsIsOfNoInfluence() throws Exception {
        // Given
        Examples examples = examples(3000, 5, row -> row[2] + row[7] > 1);

        // When
        Forest one = inThreads(1, examples);
        Forest four = inThreads(4, examples);

        // Then
        assertThat(four.features()).containsExactly(one.features());
        assertThat(four.thresholds()).containsExactly(one.thresholds());
    }

    @Test
    void noLeafIsSmallerThanAsked() {
        // Given: three right ones among many
        Examples examples = new Examples(WIDTH);
        for (int i = 0; i < 1000; i++) {
            float[] row = new float[WIDTH];
            row[0] = i;
            examples.add(row, i < 3);
        }

        // When
        Forest forest = TreeBoosting.fit(examples, new TreeBoosting.Config(1, 4, 100, .1, 1, 1, 1, 1));

        // Then
        float[] low = new float[WIDTH];
        float[] hundredth = new float[WIDTH];
        hundredth[0] = 90;
        assertThat(forest.logit(low)).isEqualTo(forest.logit(hundredth));
    }

    @Test
    void featuresThatNeverChangeDoNoHarm() {
        // Given
        Examples examples = new Examples(WIDTH);
        for (int i = 0; i < 500; i++) {
            examples.add(new float[WIDTH], i % 2 == 0);
        }

        // When
        Forest forest = TreeBoosting.fit(examples, TREES);
        Logistic linear = LogisticFit.fit(examples, 500, 1e-4);

        // Then
        assertThat(forest.logit(new float[WIDTH])).isFinite();
        assertThat(linear.logit(new float[WIDTH])).isFinite();
    }

    private static Forest inThreads(int threads, Examples examples) throws Exception {
        try (var pool = new ForkJoinPool(threads)) {
            return pool.submit(() -> TreeBoosting.fit(examples, TREES)).get();
        }
    }

    private static Examples examples(int count, long seed, Predicate<float[]> right) {
        var random = new Random(seed);
        var examples = new Examples(WIDTH);
        for (int i = 0; i < count; i++) {
            float[] row = new float[WIDTH];
            for (int f = 0; f < DRAWN; f++) {
                row[f] = random.nextFloat();
            }
            examples.add(row, right.test(row));
        }
        return examples;
    }

    @Test
    void aRowThatWeighsMoreIsTakenMoreSeriously() {
        // Given: what has the feature is right once and wrong twice, what has it not once and once; where weighed,
        // what is right weighs four times as much if it has it
        Examples even = new Examples(WIDTH);
        Examples weighed = new Examples(WIDTH);
        float[] without = new float[WIDTH];
        float[] with = without.clone();
        with[0] = 1;
        for (int i = 0; i < 600; i++) {
            even.add(with, i % 3 == 0);
            weighed.add(with, i % 3 == 0, i % 3 == 0 ? 4 : 1);
            even.add(without, i % 2 == 0);
            weighed.add(without, i % 2 == 0);
        }

        // When
        ToDoubleFunction<float[]> trees = TreeBoosting.fit(even, TREES)::logit;
        ToDoubleFunction<float[]> line = LogisticFit.fit(even, 1200, 1e-4)::logit;
        ToDoubleFunction<float[]> weighedTrees = TreeBoosting.fit(weighed, TREES)::logit;
        ToDoubleFunction<float[]> weighedLine = LogisticFit.fit(weighed, 1200, 1e-4)::logit;

        // Then
        assertThat(trees.applyAsDouble(with)).isLessThan(trees.applyAsDouble(without));
        assertThat(line.applyAsDouble(with)).isLessThan(line.applyAsDouble(without));
        assertThat(weighedTrees.applyAsDouble(with)).isGreaterThan(weighedTrees.applyAsDouble(without));
        assertThat(weighedLine.applyAsDouble(with)).isGreaterThan(weighedLine.applyAsDouble(without));
    }

    /// Where much is found, the feature is high; among the candidates of one query what has less of it is right.
    @Test
    void whatTellsQueriesApartDoesNotOrderTheirRows() {
        // Given
        var random = new Random(6);
        var examples = new Examples(WIDTH);
        for (int q = 0; q < 400; q++) {
            var query = new Examples(WIDTH);
            float share = random.nextFloat();
            for (int i = 0; i < 20; i++) {
                float[] row = new float[WIDTH];
                boolean right = random.nextFloat() < share;
                row[0] = 4 * share + random.nextFloat() - (right ? .5f : 0);
                query.add(row, right);
            }
            examples.addQuery(query);
        }

        // When
        Forest forest = TreeBoosting.fit(examples, TREES);
        LogisticFit.Linear linear = LogisticFit.fit(examples, (_, value) -> value, 8000, 1e-4);

        // Then: less of it is better, everywhere
        assertThat(linear.weights()[0]).isNegative();
        for (float level = .5f; level < 3.5f; level += .5f) {
            float[] less = new float[WIDTH];
            float[] more = new float[WIDTH];
            less[0] = level - .25f;
            more[0] = level + .75f;
            assertThat(forest.logit(less)).isGreaterThan(forest.logit(more));
        }
    }

    @Test
    void queriesThatSayNothingAreLeftOut() {
        // Given: three times as many queries without anything right, or with nothing wrong, that say the opposite
        var telling = new Examples(WIDTH);
        var more = new Examples(WIDTH);
        for (int q = 0; q < 400; q++) {
            var query = new Examples(WIDTH);
            for (int i = 0; i < 10; i++) {
                float[] row = new float[WIDTH];
                row[0] = q % 4 == 0 ? i : -i;
                query.add(row, q % 4 == 0 ? i >= 5 : q % 4 == 1);
            }
            if (q % 4 == 0) {
                telling.addQuery(query);
            }
            more.addQuery(query);
        }

        // When
        LogisticFit.Linear expected = LogisticFit.fit(telling, (_, value) -> value, 1000, 1e-2);
        LogisticFit.Linear got = LogisticFit.fit(more, (_, value) -> value, 4000, 1e-2);

        // Then
        assertThat(expected.weights()[0]).isPositive();
        assertThat(got.weights()[0]).isPositive();
        assertThat(got.bias()).isFinite();
        assertThat(TreeBoosting.fit(more, TREES).logit(new float[WIDTH])).isFinite();
    }

    private static double accuracy(Examples examples, ToDoubleFunction<float[]> logit) {
        int agreed = 0;
        for (int i = 0; i < examples.size(); i++) {
            agreed += logit.applyAsDouble(examples.row(i)) > 0 == examples.label(i) ? 1 : 0;
        }
        return (double) agreed / examples.size();
    }
}
