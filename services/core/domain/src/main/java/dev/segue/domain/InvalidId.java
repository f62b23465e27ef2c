package dev.segue.domain;

/// An id that breaks the rule of its kind; the message says which id, and why.
public final class InvalidId extends SegueException {

    InvalidId(String what, String value, String flaw) {
        super(ErrorCode.INVALID_ID, "Invalid " + what + " '" + abbreviated(value) + "': " + flaw);
    }

    private static String abbreviated(String value) {
        return value.length() <= 60 ? value : value.substring(0, 60) + "…";
    }
}
