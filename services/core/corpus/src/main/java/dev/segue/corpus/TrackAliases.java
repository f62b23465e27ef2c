package dev.segue.corpus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which ids of tracks are other names of a recording, and which id a recording is counted by.
///
/// An id is followed until it is no other name any more; where the names go in a circle, the smallest id of the circle
/// is the one. An id of which nothing is said stands for itself. So the answer depends on what is said last of each id
/// and on nothing else, whatever order it came in.
///
/// One thread changes it, any may read. An alias costs the bytes of both its ids and about 120 more; an id
/// takes as many steps as its chain is long.
public final class TrackAliases {

    private static final int NOTHING = -1;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Names names = new Names();
    /// By name: what it is another name of, or [#NOTHING].
    private int[] targets = new int[16];
    /// By name: where that was said.
    private int[] partitions = new int[16];
    private long[] offsets = new long[16];
    /// Names that have their place in the arrays.
    private int known;

    private long[] through = {};
    private volatile int size;
    private volatile long changes;

    /// How many ids are other names.
    public int size() {
        return size;
    }

    /// How many times something was said. What is read after it was asked for is at least as new.
    public long changes() {
        return changes;
    }

    /// Says what an id is another name of.
    ///
    /// @param trackId null when it is none any more
    /// @param partition of the topic that says so, and the `offset` in it
    public void say(String alias, @Nullable String trackId, int partition, long offset) {
        lock.writeLock().lock();
        try {
            int target = trackId == null ? NOTHING : intern(trackId);
            int name = target == NOTHING ? names.find(alias) : intern(alias);
            if (name >= 0) {
                size += (target == NOTHING ? 0 : 1) - (targets[name] == NOTHING ? 0 : 1);
                targets[name] = target;
                partitions[name] = partition;
                offsets[name] = offset;
            }
            reach(partition, offset + 1);
            changes++;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Says that all is known that was said in a partition before an offset: of what was taken back long ago there may
    /// be no record any more.
    public void knowUntil(int partition, long offset) {
        lock.writeLock().lock();
        try {
            reach(partition, offset);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void reach(int partition, long offset) {
        if (partition >= through.length) {
            through = Arrays.copyOf(through, partition + 1);
        }
        through[partition] = Math.max(through[partition], offset);
    }

    /// By partition, the offset up to which all is known that was said.
    ///
    /// @return the caller's
    public long[] through() {
        lock.readLock().lock();
        try {
            return through.clone();
        } finally {
            lock.readLock().unlock();
        }
    }

    /// The id that a recording is counted by.
    public String resolve(String id) {
        if (size == 0) {
            return id;
        }
        lock.readLock().lock();
        try {
            int name = names.find(id);
            return name < 0 ? id : names.text(resolved(name));
        } finally {
            lock.readLock().unlock();
        }
    }

    /// As [#resolve] for ids that lie as UTF-8 in `bytes`, all at one moment.
    ///
    /// @param starts where each begins; by the same index `lengths`
    /// @param resolved gets for each the bytes of the id it is counted by, null where that is the id itself
    /// @return whether one is counted by another id
    public boolean resolve(byte[] bytes, int[] starts, int[] lengths, int count, byte[] @Nullable [] resolved) {
        Arrays.fill(resolved, 0, count, null);
        if (size == 0) {
            return false;
        }
        boolean any = false;
        lock.readLock().lock();
        try {
            for (int i = 0; i < count; i++) {
                int name = names.find(bytes, starts[i], lengths[i]);
                int track = name < 0 ? name : resolved(name);
                if (track != name) {
                    byte[] id = new byte[names.length(track)];
                    names.copy(track, id, 0);
                    resolved[i] = id;
                    any = true;
                }
            }
        } finally {
            lock.readLock().unlock();
        }
        return any;
    }

    /// Calls with every id that is another name since then.
    ///
    /// @param since by partition, the offset from which on it was said
    public void forEachSince(long[] since, Consumer<String> aliases) {
        var found = new ArrayList<String>();
        lock.readLock().lock();
        try {
            for (int name = 0; name < names.size(); name++) {
                long from = partitions[name] < since.length ? since[partitions[name]] : 0;
                if (targets[name] != NOTHING && offsets[name] >= from) {
                    found.add(names.text(name));
                }
            }
        } finally {
            lock.readLock().unlock();
        }
        found.forEach(aliases);
    }

    private int intern(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        int name = names.intern(bytes, 0, bytes.length);
        if (name == targets.length) {
            targets = Arrays.copyOf(targets, name * 2);
            partitions = Arrays.copyOf(partitions, name * 2);
            offsets = Arrays.copyOf(offsets, name * 2);
        }
        if (name == known) {
            targets[name] = NOTHING;
            known++;
        }
        return name;
    }

    /// Two follow the chain, one twice as fast: in a circle it meets the other.
    private int resolved(int name) {
        int slow = name;
        int fast = name;
        while (true) {
            for (int step = 0; step < 2; step++) {
                if (targets[fast] == NOTHING) {
                    return fast;
                }
                fast = targets[fast];
            }
            slow = targets[slow];
            if (slow == fast) {
                return smallestOfCircle(slow);
            }
        }
    }

    private int smallestOfCircle(int name) {
        int smallest = name;
        for (int at = targets[name]; at != name; at = targets[at]) {
            if (names.compare(at, smallest) < 0) {
                smallest = at;
            }
        }
        return smallest;
    }
}
