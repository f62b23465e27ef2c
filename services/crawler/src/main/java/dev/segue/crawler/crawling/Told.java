package dev.segue.crawler.crawling;

/// Remembers, in fixed memory, what was told not long ago; forgets the older of two that fall on the same place.
/// A wrong yes has a chance of one in 2⁶⁴. Used by one thread.
final class Told {

    private static final int PLACES = 1 << 17;

    private final long[] hashes = new long[PLACES];

    /// @return whether it is told for the first time as far as is known
    boolean isNew(String what) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < what.length(); i++) {
            hash = (hash ^ what.charAt(i)) * 0x100000001B3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0x9E3779B97F4A7C15L | 1;
        int place = (int) (hash >>> 47);
        if (hashes[place] == hash) {
            return false;
        }
        hashes[place] = hash;
        return true;
    }
}
