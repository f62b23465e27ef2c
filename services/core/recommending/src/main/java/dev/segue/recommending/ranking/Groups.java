package dev.segue.recommending.ranking;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The artists or albums of one request by their keys, see [TrackTraits#artistKey]. Open addressing;
/// reused, one request at a time.
final class Groups {

    private long[] keys = new long[64];
    private @Nullable Group[] groups = new @Nullable Group[64];
    private int size;

    /// Begins anew, with room for so many.
    void begin(int most) {
        size = 0;
        int slots = Integer.highestOneBit(Math.max(32, most)) << 2;
        if (keys.length < slots) {
            keys = new long[slots];
            groups = new @Nullable Group[slots];
        } else {
            Arrays.fill(keys, 0);
        }
    }

    /// The group of a key, a new one where it was not asked for yet; nobody's for 0.
    Group of(long key) {
        if (key == 0) {
            return Group.NOBODY;
        }
        int mask = keys.length - 1;
        int slot = (int) (key ^ key >>> 32) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        Group group = groups[slot];
        if (group == null) {
            group = new Group();
            groups[slot] = group;
        }
        if (keys[slot] == 0) {
            keys[slot] = key;
            group.clear();
            size++;
        }
        return group;
    }

    /// How many there are.
    int size() {
        return size;
    }
}
