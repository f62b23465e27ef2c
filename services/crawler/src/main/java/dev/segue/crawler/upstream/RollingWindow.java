package dev.segue.crawler.upstream;

import java.util.Arrays;

/// Places for requests within a rolling window. A place is taken when a request is sent and free again one window
/// after its answer began: the host had the request before that, so that no window at the host ever holds more
/// requests than there are places, however long they travelled. Used under the lock of its owner. Times are those of
/// [System#nanoTime()].
final class RollingWindow {

    private static final long TAKEN = Long.MAX_VALUE;

    private final Budget budget;
    private final long[] freeAt;

    /// All places are taken for a window: nobody knows what was asked just before.
    RollingWindow(Budget budget, long now) {
        this.budget = budget;
        this.freeAt = new long[budget.requests()];
        Arrays.fill(freeAt, now + budget.window().toNanos());
    }

    /// Nanoseconds until a place is free; 0 when one is, and a lot when all are taken by requests under way.
    long waitNanos(long now) {
        if (budget.isUnlimited()) {
            return 0;
        }
        long free = freeAt[soonest()];
        return free == TAKEN ? budget.window().toNanos() : Math.max(0, free - now);
    }

    /// Takes the place that has been free for longest.
    ///
    /// @return which; -1 of an unlimited budget
    int take() {
        if (budget.isUnlimited()) {
            return -1;
        }
        int place = soonest();
        freeAt[place] = TAKEN;
        return place;
    }

    /// @param answeredAt when the answer began, or when it was given up
    void answered(int place, long answeredAt) {
        if (place >= 0) {
            freeAt[place] = answeredAt + budget.window().toNanos();
        }
    }

    /// Places that can be taken now; -1 of an unlimited budget.
    int left(long now) {
        if (budget.isUnlimited()) {
            return -1;
        }
        return (int) Arrays.stream(freeAt)
                .filter(free -> free != TAKEN && free - now <= 0)
                .count();
    }

    private int soonest() {
        int soonest = 0;
        for (int i = 1; i < freeAt.length; i++) {
            if (freeAt[i] < freeAt[soonest]) {
                soonest = i;
            }
        }
        return soonest;
    }
}
