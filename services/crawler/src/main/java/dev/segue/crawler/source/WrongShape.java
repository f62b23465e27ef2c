package dev.segue.crawler.source;

import org.jspecify.annotations.Nullable;

/// A record is not what its format says; the reader skips it and goes on.
public final class WrongShape extends Exception {
    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String got;
    private final @Nullable String place;

    /// The place is filled in by whoever knows it.
    public WrongShape(String expected, String got) {
        this(expected, got, null);
    }

    public WrongShape(String expected, String got, @Nullable String place) {
        super("expected " + expected + ", got " + got, null, false, false);
        this.expected = expected;
        this.got = got;
        this.place = place;
    }

    public String expected() {
        return expected;
    }

    public String got() {
        return got;
    }

    @Nullable
    public String place() {
        return place;
    }
}
