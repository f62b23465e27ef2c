package dev.segue.domain;

import org.jspecify.annotations.Nullable;

/// A failure with a stable code. The message is for people: what, where, expected, got.
public class SegueException extends RuntimeException {

    private final ErrorCode code;

    public SegueException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public SegueException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
