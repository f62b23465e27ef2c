package dev.segue.benchmarks.crawling;

import java.util.Locale;

/// Figures as they are measured, a line each, and whether each keeps the bound it has.
final class Bounds {

    private int missed;

    /// @param what was measured and what came of it
    /// @param bound as a person writes it
    void check(String what, String bound, boolean met) {
        missed += met ? 0 : 1;
        System.out.printf(Locale.ROOT, "%-7s %s (bound: %s)%n", met ? "met" : "MISSED", what, bound);
    }

    /// A figure without a bound.
    void tell(String what) {
        System.out.printf(Locale.ROOT, "%-7s %s%n", "", what);
    }

    /// 0 when every bound was kept.
    int exitCode() {
        return missed == 0 ? 0 : 1;
    }
}
