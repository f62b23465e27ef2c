package dev.segue.verification.check;

import dev.segue.verification.check.Finding.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A comparison on the way: counts what is equal and what is not. When nothing came to be compared it is no proof.
public final class Comparison {

    private static final int EXAMPLES = 5;
    private static final int LONGEST_EXAMPLE = 400;

    private final Invariant invariant;
    private final String compared;
    private final List<String> examples = new ArrayList<>();
    private final Map<String, Long> uncheckable = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private long equal;
    private long different;

    public Comparison(Invariant invariant, String compared) {
        this.invariant = invariant;
        this.compared = compared;
    }

    /// A comparison that cannot be made.
    public static Finding skipped(Invariant invariant, String compared, String why) {
        return new Finding(invariant, compared, Verdict.SKIPPED, 0, 0, List.of(), List.of(why));
    }

    void equal() {
        equal++;
    }

    void equal(long more) {
        equal += more;
    }

    void different(String what) {
        different++;
        if (examples.size() < EXAMPLES) {
            examples.add(what.length() <= LONGEST_EXAMPLE ? what : what.substring(0, LONGEST_EXAMPLE) + "…");
        }
    }

    /// Compares two things that print well.
    void same(String what, Object expected, Object got) {
        if (expected.equals(got)) {
            equal();
        } else {
            different(what + ": expected " + expected + ", got " + got);
        }
    }

    /// One more that nobody could compare.
    void uncheckable(String why) {
        uncheckable.merge(why, 1L, Long::sum);
    }

    void note(String note) {
        notes.add(note);
    }

    /// What came of it.
    public Finding finding() {
        var all = new ArrayList<String>();
        uncheckable.forEach((why, times) -> all.add(times + " could not be compared: " + why));
        all.addAll(notes);
        Verdict verdict = different > 0 ? Verdict.FAILED : equal > 0 ? Verdict.OK : Verdict.SKIPPED;
        if (verdict == Verdict.SKIPPED && all.isEmpty()) {
            all.add("there was nothing to compare");
        }
        return new Finding(invariant, compared, verdict, equal, different, examples, all);
    }
}
