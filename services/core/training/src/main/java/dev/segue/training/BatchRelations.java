package dev.segue.training;

import java.util.Arrays;

/// What a batch's tracks know of each other: how often two of them stand within the window, and whether one may pull
/// at the other. Made for one chunk and used by one thread.
final class BatchRelations implements BatchLoss.Relations {

    private final TrainingSet set;
    private final int window;
    private final HubNeighbours hubs;
    private final Segments segments;
    private final int[] batch;
    private final int[] counts;
    private int[] found = new int[256];
    private int founds;

    BatchRelations(TrainingSet set, int window, HubNeighbours hubs, Segments segments, int[] batch) {
        this.set = set;
        this.window = window;
        this.hubs = hubs;
        this.segments = segments;
        this.batch = batch;
        this.counts = new int[batch.length];
    }

    @Override
    public void known(int row, BatchLoss.KnownConsumer consumer) {
        founds = 0;
        int track = batch[row];
        set.forEachCooccurrence(track, window, other -> {
            int there = segments.rowOf(other);
            if (there >= 0 && counts[there]++ == 0) {
                if (founds == found.length) {
                    found = Arrays.copyOf(found, founds * 2);
                }
                found[founds++] = there;
            }
        });
        for (int i = 0; i < founds; i++) {
            int other = found[i];
            consumer.accept(other, hubs.mayPull(track, batch[other]) ? counts[other] : 0);
            counts[other] = 0;
        }
    }
}
