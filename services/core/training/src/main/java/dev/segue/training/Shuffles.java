package dev.segue.training;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Random orders: the same generator gives the same.
///
/// Source: Durstenfeld, "Algorithm 235: Random permutation" (1964).
public final class Shuffles {

    private Shuffles() {}

    /// The numbers from 0 to `count`, exclusive, in random order.
    public static int[] order(int count, SplittableRandom random) {
        int[] order = new int[count];
        Arrays.setAll(order, i -> i);
        shuffle(order, 0, count, random);
        return order;
    }

    /// Brings `values[from … to − 1]` into random order.
    public static void shuffle(int[] values, int from, int to, SplittableRandom random) {
        for (int i = to - 1; i > from; i--) {
            int j = random.nextInt(from, i + 1);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }
}
