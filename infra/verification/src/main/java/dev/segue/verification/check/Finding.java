package dev.segue.verification.check;

import java.util.List;

/// The outcome of one comparison.
///
/// @param compared what with what
/// @param equal how many things were
/// @param different how many were not
/// @param examples the first differences, for people
/// @param notes what could not be compared, and why
public record Finding(
        Invariant invariant,
        String compared,
        Verdict verdict,
        long equal,
        long different,
        List<String> examples,
        List<String> notes) {

    public Finding {
        examples = List.copyOf(examples);
        notes = List.copyOf(notes);
    }

    /// Whether it holds.
    public enum Verdict {
        OK,
        FAILED,
        /// Not compared; the notes say why.
        SKIPPED
    }
}
