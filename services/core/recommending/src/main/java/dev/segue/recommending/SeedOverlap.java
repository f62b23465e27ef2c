package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.sparse.Best;
import dev.segue.recommending.sparse.Selection;
import dev.segue.recommending.sparse.TieOrder;
import dev.segue.recommending.sparse.VoteTally;
import java.util.Arrays;
import java.util.List;

/// Which seeds each live playlist holds: what playlists are scored by and reasons are counted from. Exact, as of the
/// moment it was filled.
///
/// Cost: the seeds' postings once to fill it, the playlists with a seed to score them, the postings of a track for its
/// reasons; and a bit for every playlist of the corpus. A playlist is scored by a look into a table for every eight
/// seeds. Reasons are counted for 64 seeds at a time without a branch on what cannot be guessed: how many playlists
/// hold a seed stands in one bit of each of several words, to which full adders add eight playlists at once
/// (positional population count, after Harley and Seal; Muła, Kurz and Lemire, "Faster Population Counts Using AVX2
/// Instructions", 2018).
///
/// Not thread-safe; reused.
final class SeedOverlap {

    private static final int MOST = 3;
    private static final int WORD_BITS = 6;

    /// Playlists added at once, and the plane that they carry into.
    private static final int EIGHT = 8;

    private static final int EIGHTS = 3;

    /// By playlist: whether it holds a seed.
    private long[] holds = new long[16];

    /// By word of `holds`: how many playlists before it hold a seed, which is the rank of its first one.
    private int[] before = new int[16];

    /// By rank of a playlist among those with a seed: the seeds it holds, a bit each in `words` longs; none at the rank
    /// after the last.
    private long[] seedsOf = new long[16];

    private int ranks;
    private int words = 1;
    private int inUse;
    private final long[] planes = new long[Integer.SIZE];
    private int[] shared = new int[16];
    private int[] hits = new int[256];
    private String[] seedIds = {};

    /// By eight seeds and by which of them a playlist holds: the sum of their weights.
    private float[] sums = new float[2 << Byte.SIZE];

    private int[] playlists = new int[256];
    private float[] scores = new float[256];
    private final Selection selection = new Selection();

    /// To be called once before [#clear].
    ///
    /// @param seeds distinct track ordinals, at least one
    void fill(Corpus corpus, int[] seeds) {
        makeRoom(corpus.playlistOrdinals(), seeds.length);
        seedIds = Arrays.stream(seeds).mapToObj(corpus::trackId).toArray(String[]::new);
        for (int seed : seeds) {
            int[] postings = corpus.postingsHeld(seed);
            for (int at = 0; at < 2 * corpus.playlistsOf(seed); at += 2) {
                holds[postings[at] >>> WORD_BITS] |= 1L << postings[at];
            }
        }
        ranks = 0;
        for (int word = 0; word < inUse; word++) {
            before[word] = ranks;
            ranks += Long.bitCount(holds[word]);
        }
        int needed = (ranks + 1) * words;
        seedsOf = seedsOf.length < needed ? new long[Math.max(needed, 2 * seedsOf.length)] : seedsOf;
        for (int s = 0; s < seeds.length; s++) {
            int[] postings = corpus.postingsHeld(seeds[s]);
            for (int at = 0; at < 2 * corpus.playlistsOf(seeds[s]); at += 2) {
                seedsOf[rank(postings[at]) * words + s / Long.SIZE] |= 1L << s;
            }
        }
    }

    private void makeRoom(int playlists, int seeds) {
        words = (seeds + Long.SIZE - 1) / Long.SIZE;
        shared = shared.length < seeds ? new int[seeds] : shared;
        inUse = (playlists + Long.SIZE - 1) >>> WORD_BITS;
        if (holds.length < inUse) {
            holds = new long[inUse + inUse / 8];
            before = new int[holds.length];
        }
    }

    /// How many playlists of lower ordinals hold a seed.
    private int rank(int playlist) {
        int word = playlist >>> WORD_BITS;
        return before[word] + Long.bitCount(holds[word] & (1L << playlist) - 1);
    }

    /// The `k` best of the playlists that hold a seed, by the sum of the weights of those they hold times a factor of
    /// the playlist.
    ///
    /// @param weights by seed, in the order they were filled; one that is not above 0 counts nothing
    /// @param factors one that is not above 0 leaves the playlist out
    /// @param ties which of equal ones come first at the cut
    Best best(float[] weights, int k, VoteTally.Factors factors, TieOrder ties) {
        int eights = tabled(weights);
        if (playlists.length < ranks) {
            playlists = new int[Math.max(ranks, 2 * playlists.length)];
            scores = new float[playlists.length];
        }
        int n = 0;
        int at = 0;
        for (int word = 0; word < inUse; word++) {
            for (long held = holds[word]; held != 0; held &= held - 1) {
                int playlist = (word << WORD_BITS) + Long.numberOfTrailingZeros(held);
                float score = sum(at, eights) * factors.of(playlist);
                at += words;
                playlists[n] = playlist;
                scores[n] = score;
                n += score > 0 ? 1 : 0;
            }
        }
        return selection.best(playlists, scores, n, k, ties);
    }

    /// Fills `sums`; each is added up in the order of the seeds.
    ///
    /// @return how many eights of seeds there are
    private int tabled(float[] weights) {
        int eights = (weights.length + Byte.SIZE - 1) / Byte.SIZE;
        int needed = eights << Byte.SIZE;
        sums = sums.length < needed ? new float[needed] : sums;
        for (int eight = 0; eight < eights; eight++) {
            int first = eight << Byte.SIZE;
            sums[first] = 0;
            for (int held = 1; held < 1 << Byte.SIZE; held++) {
                int last = Integer.highestOneBit(held);
                int seed = eight * Byte.SIZE + Integer.numberOfTrailingZeros(last);
                float weight = seed < weights.length && weights[seed] > 0 ? weights[seed] : 0;
                sums[first + held] = sums[first + held - last] + weight;
            }
        }
        return eights;
    }

    /// @param at place of a playlist in `seedsOf`
    private float sum(int at, int eights) {
        float sum = 0;
        for (int eight = 0; eight < eights; eight++) {
            int held = (int) (seedsOf[at + eight / Byte.SIZE] >>> eight % Byte.SIZE * Byte.SIZE) & 0xFF;
            sum += sums[(eight << Byte.SIZE) + held];
        }
        return sum;
    }

    /// The seeds that share most live playlists with `track`, most first, ties in the order of the seeds.
    List<Because> reasons(Corpus corpus, int track, int[] seeds) {
        int found = found(corpus.postingsHeld(track), corpus.playlistsOf(track));
        for (int word = 0; word < words; word++) {
            count(found, word, Math.min(Long.SIZE, seeds.length - word * Long.SIZE));
        }
        Because[] reasons = new Because[MOST];
        int n = 0;
        while (n < MOST) {
            int best = 0;
            for (int s = 1; s < seeds.length; s++) {
                best = shared[s] > shared[best] ? s : best;
            }
            if (shared[best] == 0) {
                break;
            }
            reasons[n++] = new Because(seedIds[best], shared[best]);
            shared[best] = 0;
        }
        return List.of(n == MOST ? reasons : Arrays.copyOf(reasons, n));
    }

    /// Moves the places in `seedsOf` of the playlists that hold a seed to `hits`, filled up to eights with the place
    /// that holds none.
    ///
    /// @return how many, those that fill up included
    private int found(int[] postings, int held) {
        hits = hits.length < held + EIGHT ? new int[2 * held + EIGHT] : hits;
        int[] passed = hits;
        long[] bits = holds;
        int n = 0;
        for (int at = 0; at < 2 * held; at += 2) {
            int playlist = postings[at];
            passed[n] = playlist;
            n += (int) (bits[playlist >>> WORD_BITS] >>> playlist) & 1;
        }
        for (int i = 0; i < n; i++) {
            passed[i] = rank(passed[i]) * words;
        }
        while (n % EIGHT != 0) {
            passed[n++] = ranks * words;
        }
        return n;
    }

    /// Counts by seed the hits that hold it, into `shared`.
    ///
    /// @param word which 64 seeds
    /// @param seeds how many of these there are
    private void count(int found, int word, int seeds) {
        Arrays.fill(planes, 0);
        long ones = 0;
        long twos = 0;
        long fours = 0;
        for (int i = 0; i < found; i += EIGHT) {
            long a = seedsOf[hits[i] + word];
            long b = seedsOf[hits[i + 1] + word];
            long twosOfA = carry(ones, a, b);
            ones ^= a ^ b;
            a = seedsOf[hits[i + 2] + word];
            b = seedsOf[hits[i + 3] + word];
            long twosOfB = carry(ones, a, b);
            ones ^= a ^ b;
            long foursOfA = carry(twos, twosOfA, twosOfB);
            twos ^= twosOfA ^ twosOfB;
            a = seedsOf[hits[i + 4] + word];
            b = seedsOf[hits[i + 5] + word];
            twosOfA = carry(ones, a, b);
            ones ^= a ^ b;
            a = seedsOf[hits[i + 6] + word];
            b = seedsOf[hits[i + 7] + word];
            twosOfB = carry(ones, a, b);
            ones ^= a ^ b;
            long foursOfB = carry(twos, twosOfA, twosOfB);
            twos ^= twosOfA ^ twosOfB;
            long eights = carry(fours, foursOfA, foursOfB);
            fours ^= foursOfA ^ foursOfB;
            for (int plane = EIGHTS; eights != 0; plane++) {
                long carried = planes[plane] & eights;
                planes[plane] ^= eights;
                eights = carried;
            }
        }
        planes[0] = ones;
        planes[1] = twos;
        planes[2] = fours;
        int used = Integer.SIZE - Integer.numberOfLeadingZeros(found);
        for (int s = 0; s < seeds; s++) {
            int sum = 0;
            for (int plane = 0; plane < used; plane++) {
                sum |= (int) (planes[plane] >>> s & 1) << plane;
            }
            shared[word * Long.SIZE + s] = sum;
        }
    }

    /// Of three bits each, whether two or more are set.
    private static long carry(long a, long b, long c) {
        return a & b | (a ^ b) & c;
    }

    void clear() {
        if (seedIds.length == 0) {
            return;
        }
        seedIds = new String[0];
        Arrays.fill(holds, 0, inUse, 0);
        Arrays.fill(seedsOf, 0, ranks * words, 0);
    }
}
