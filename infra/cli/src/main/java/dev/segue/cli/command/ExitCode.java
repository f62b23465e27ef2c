package dev.segue.cli.command;

/// Exit codes of the command; they are stable.
public enum ExitCode {
    /// What was asked for was done.
    OK(0),
    /// It failed, or only part of it could be done.
    FAILED(1),
    /// The command line is not one.
    USAGE(2),
    /// No platform runs in this home.
    NOT_RUNNING(3),
    /// Another platform runs in this home.
    IN_USE(4),
    /// The platform runs but cannot answer yet.
    NOT_READY(5);

    private final int value;

    ExitCode(int value) {
        this.value = value;
    }

    /// The number the process ends with.
    public int value() {
        return value;
    }
}
