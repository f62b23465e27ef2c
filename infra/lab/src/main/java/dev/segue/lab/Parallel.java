package dev.segue.lab;

import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// The same work for many numbers, on all cores, results in the order of the numbers.
final class Parallel {

    private Parallel() {}

    static int[][] map(int count, IntFunction<int[]> work) {
        return IntStream.range(0, count).parallel().mapToObj(work).toArray(int[][]::new);
    }
}
