package dev.segue.recommending;

import dev.segue.domain.Hash64;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;

/// The tracks earlier pages held, as sorted 40-bit hashes of their ids: five bytes a track, so that a cursor can carry
/// them and no server has to remember. Two tracks meet in one hash about once in 10⁶ pages of 500; the second is then
/// left out, never repeated.
public final class Served {

    /// No page yet.
    public static final Served NONE = new Served(new long[0]);

    private static final int BYTES = 5;
    private static final long MASK = (1L << (8 * BYTES)) - 1;

    private final long[] hashes;

    private Served(long[] hashes) {
        this.hashes = hashes;
    }

    public boolean contains(String trackId) {
        return Arrays.binarySearch(hashes, hash(trackId)) >= 0;
    }

    public int size() {
        return hashes.length;
    }

    /// These tracks too.
    public Served plus(Collection<String> trackIds) {
        long[] all = Arrays.copyOf(hashes, hashes.length + trackIds.size());
        int n = hashes.length;
        for (String id : trackIds) {
            all[n++] = hash(id);
        }
        return new Served(distinct(all));
    }

    byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(hashes.length * BYTES);
        for (long hash : hashes) {
            bytes.put((byte) (hash >>> 32)).putInt((int) hash);
        }
        return bytes.array();
    }

    static Served fromBytes(ByteBuffer bytes) {
        if (bytes.remaining() % BYTES != 0) {
            throw new IllegalArgumentException(
                    "expected " + BYTES + " bytes a track, got " + bytes.remaining() + " bytes");
        }
        long[] hashes = new long[bytes.remaining() / BYTES];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = ((bytes.get() & 0xFFL) << 32) | (bytes.getInt() & 0xFFFFFFFFL);
        }
        return new Served(distinct(hashes));
    }

    private static long[] distinct(long[] hashes) {
        long[] sorted = hashes.clone();
        Arrays.sort(sorted);
        int n = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[n++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, n);
    }

    private static long hash(String trackId) {
        return Hash64.of(trackId) & MASK;
    }
}
