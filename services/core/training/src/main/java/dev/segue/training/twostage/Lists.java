package dev.segue.training.twostage;

import java.util.Arrays;

/// Playlists and the lists that hold each item, as plain arrays.
///
/// @param lists items of each list; shared, never changed
/// @param holders lists that hold each item, ascending; shared, never changed
record Lists(int[][] lists, int[][] holders) {

    /// @param items ordinals run from 0 to it, exclusive
    static Lists of(int[][] lists, int items) {
        int[] sizes = new int[items];
        for (int[] list : lists) {
            for (int item : list) {
                sizes[item]++;
            }
        }
        int[][] holders = new int[items][];
        Arrays.setAll(holders, item -> new int[sizes[item]]);
        Arrays.fill(sizes, 0);
        for (int i = 0; i < lists.length; i++) {
            for (int item : lists[i]) {
                holders[item][sizes[item]++] = i;
            }
        }
        return new Lists(lists, holders);
    }

    int items() {
        return holders.length;
    }
}
