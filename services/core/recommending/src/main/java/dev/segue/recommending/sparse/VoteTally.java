package dev.segue.recommending.sparse;

import java.util.Arrays;

/// Adds up votes for few ordinals out of many. Votes are first written down one after the other, then
/// parted by the last bits of their ordinals, then summed part by part: each part's sums fit the
/// processor's nearest cache, where an array over all ordinals would wait for memory at nearly every vote.
/// The votes of one ordinal are summed in the order in which they came.
///
/// Memory: 20 bytes a vote of the largest tally so far, and 4 bytes for each 256th ordinal. Not thread-safe; reused.
public final class VoteTally {

    private static final int PART_BITS = 8;
    private static final int PARTS = 1 << PART_BITS;
    private static final int FIRST = 1 << 12;

    /// What votes are for; afterwards what was voted for, each once.
    private int[] ordinals = new int[FIRST];

    private float[] sums = new float[FIRST];
    private int votes;

    /// Votes come in runs of one value: where each ends, and the value.
    private int[] runEnds = new int[64];

    private float[] runValues = new float[64];
    private int runs;

    /// Ordinal and bits of the value.
    private long[] parted = new long[FIRST];

    private final int[] places = new int[PARTS];
    private float[] partSums = new float[64];
    private final Selection selection = new Selection();

    /// A factor of each ordinal's sum; one that is not above 0 leaves the ordinal out.
    @FunctionalInterface
    public interface Factors {
        float of(int ordinal);
    }

    /// Notes one vote.
    ///
    /// @param ordinal at least 0
    /// @param value above 0; anything else is ignored, which keeps NaN and "no evidence" out
    public void add(int ordinal, float value) {
        if (value > 0) {
            makeRoom(1);
            ordinals[votes++] = ordinal;
            endRun(value);
        }
    }

    /// Notes the same vote for many ordinals.
    ///
    /// @param given at least 0
    /// @param value above 0; anything else is ignored
    public void addAll(int[] given, float value) {
        if (!(value > 0)) {
            return;
        }
        makeRoom(given.length);
        System.arraycopy(given, 0, ordinals, votes, given.length);
        votes += given.length;
        endRun(value);
    }

    /// Makes room for so many votes more, so that it grows once.
    public void expect(int more) {
        makeRoom(more);
    }

    private void makeRoom(int more) {
        if (votes + more > ordinals.length) {
            int room = Math.max(votes + more, 2 * ordinals.length);
            ordinals = Arrays.copyOf(ordinals, room);
            sums = new float[room];
            parted = new long[room];
        }
    }

    private void endRun(float value) {
        if (runs == runEnds.length) {
            runEnds = Arrays.copyOf(runEnds, 2 * runs);
            runValues = Arrays.copyOf(runValues, 2 * runs);
        }
        runEnds[runs] = votes;
        runValues[runs++] = value;
    }

    /// How many votes are noted.
    public int votes() {
        return votes;
    }

    /// The `k` best of all sums, equal sums at the cut in their order; all votes are forgotten.
    ///
    /// @param left out of the answer
    public Best drain(int k, SparseSet left, TieOrder order) {
        // So many more that enough stay when those left out are among them.
        Best best = selection.best(ordinals, sums, sum(), k + left.size(), order);
        int n = 0;
        for (int i = 0; i < best.ordinals().length; i++) {
            int ordinal = best.ordinals()[i];
            ordinals[n] = ordinal;
            sums[n] = best.scores()[i];
            n += left.contains(ordinal) ? 0 : 1;
        }
        return selection.best(ordinals, sums, n, k, order);
    }

    /// The `k` best of all sums, each times its factor; else as above.
    public Best drain(int k, Factors factors, TieOrder order) {
        int all = sum();
        int n = 0;
        for (int i = 0; i < all; i++) {
            int ordinal = ordinals[i];
            float sum = sums[i] * factors.of(ordinal);
            ordinals[n] = ordinal;
            sums[n] = sum;
            n += sum > 0 ? 1 : 0;
        }
        return selection.best(ordinals, sums, n, k, order);
    }

    /// Forgets all votes.
    public void clear() {
        votes = 0;
        runs = 0;
    }

    /// Sums the votes.
    ///
    /// @return how many ordinals there are
    private int sum() {
        part();
        int n = 0;
        int from = 0;
        for (int to : places) {
            n = sumPart(from, to, n);
            from = to;
        }
        clear();
        return n;
    }

    /// Parts the votes by the last bits of their ordinals, in their order within each part, and leaves in
    /// `places` where each part ends.
    private void part() {
        int[] at = places;
        Arrays.fill(at, 0);
        int greatest = 0;
        for (int i = 0; i < votes; i++) {
            int ordinal = ordinals[i];
            at[ordinal & PARTS - 1]++;
            greatest = Math.max(greatest, ordinal);
        }
        int range = (greatest >>> PART_BITS) + 1;
        if (partSums.length < range) {
            partSums = new float[Math.max(range, 2 * partSums.length)];
        }
        int before = 0;
        for (int part = 0; part < PARTS; part++) {
            int held = at[part];
            at[part] = before;
            before += held;
        }
        int from = 0;
        for (int run = 0; run < runs; run++) {
            partRun(from, runEnds[run], Float.floatToRawIntBits(runValues[run]));
            from = runEnds[run];
        }
    }

    private void partRun(int from, int to, int valueBits) {
        int[] at = places;
        int[] run = ordinals;
        long[] target = parted;
        for (int i = from; i < to; i++) {
            int ordinal = run[i];
            target[at[ordinal & PARTS - 1]++] = (long) ordinal << 32 | valueBits;
        }
    }

    /// @param n ordinals so far
    /// @return with those of this part
    private int sumPart(int from, int to, int n) {
        float[] held = partSums;
        int[] list = ordinals;
        long[] given = parted;
        int end = n;
        for (int i = from; i < to; i++) {
            int ordinal = (int) (given[i] >>> 32);
            int place = ordinal >>> PART_BITS;
            float before = held[place];
            list[end] = ordinal;
            // One more where nothing stood, without a branch that would be guessed wrong every other time.
            end += (Float.floatToRawIntBits(before) - 1) >>> 31;
            held[place] = before + Float.intBitsToFloat((int) given[i]);
        }
        for (int i = n; i < end; i++) {
            int place = list[i] >>> PART_BITS;
            sums[i] = held[place];
            held[place] = 0;
        }
        return end;
    }
}
