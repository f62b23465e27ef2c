package dev.segue.recommender.live;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;

/// Who tracks are by and which album they are on, as keys ([dev.segue.recommending.ranking.TrackTraits]), looked up
/// once each: ranking asks it of hundreds of tracks a request. Safe for use by many threads.
///
/// Memory: 16 bytes a track of the corpus.
final class KnownTraits {

    private static final int EACH = 2;
    private static final int FIRST = 1 << 10;
    /// What stands for an unknown artist or album; 0 for one nobody has asked for.
    private static final long NONE = Long.MIN_VALUE;

    private volatile AtomicLongArray keys = new AtomicLongArray(FIRST);
    private volatile int forgotten;

    /// Keys of a track's artist and album, 0 when unknown.
    record Keys(long artist, long album) {}

    /// @param album whether the album is asked for instead of the artist
    long of(int track, boolean album, IntFunction<Keys> lookUp) {
        AtomicLongArray known = keys;
        int at = EACH * track;
        long key = at < known.length() ? known.get(at + (album ? 1 : 0)) : 0;
        if (key == 0) {
            Keys found = learn(track, lookUp);
            return album ? found.album() : found.artist();
        }
        return key == NONE ? 0 : key;
    }

    private Keys learn(int track, IntFunction<Keys> lookUp) {
        int before = forgotten;
        Keys found = lookUp.apply(track);
        synchronized (this) {
            // What was looked up may be older than what was to be forgotten.
            if (forgotten == before) {
                makeRoom(EACH * track + EACH);
                keys.set(EACH * track, found.artist() == 0 ? NONE : found.artist());
                keys.set(EACH * track + 1, found.album() == 0 ? NONE : found.album());
            }
        }
        return found;
    }

    private void makeRoom(int size) {
        AtomicLongArray known = keys;
        if (known.length() < size) {
            var grown = new AtomicLongArray(Math.max(size, known.length() + (known.length() >> 1)));
            for (int i = 0; i < known.length(); i++) {
                grown.set(i, known.get(i));
            }
            keys = grown;
        }
    }

    /// Forgets these tracks, after what is looked up has changed.
    synchronized void forget(int[] tracks) {
        forgotten++;
        for (int track : tracks) {
            if (EACH * track + 1 < keys.length()) {
                keys.set(EACH * track, 0);
                keys.set(EACH * track + 1, 0);
            }
        }
    }
}
