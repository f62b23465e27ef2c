package dev.segue.verification.log;

/// A topic could not be read to its end.
public final class UnreadableLog extends RuntimeException {

    public UnreadableLog(String message) {
        super(message);
    }

    public UnreadableLog(String message, Throwable cause) {
        super(message, cause);
    }
}
