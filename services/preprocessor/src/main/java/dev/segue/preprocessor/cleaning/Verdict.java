package dev.segue.preprocessor.cleaning;

/// What the rules say of one snapshot, whatever was held before.
public sealed interface Verdict {

    /// It passes.
    record Pass() implements Verdict {}

    /// It does not.
    ///
    /// @param detail for people: what, expected, got
    record Refuse(Reason reason, String detail) implements Verdict {}
}
