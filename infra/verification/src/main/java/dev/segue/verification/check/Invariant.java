package dev.segue.verification.check;

/// What must hold, whatever fails.
public enum Invariant {
    I1("every acknowledged crawl record is in the raw topic"),
    I2("the playlists of the raw topic are those of the source's catalogue"),
    I3("a recount of the raw topic equals what is published"),
    I4("every publication equals the recount at its own source offsets"),
    I5("output topics, queries and state stores say the same"),
    I6("every raw offset has exactly one outcome"),
    I7("an artefact can be rebuilt from the offsets it names"),
    I8("the verifier says no to a fault");

    private final String promise;

    Invariant(String promise) {
        this.promise = promise;
    }

    /// One sentence for people.
    public String promise() {
        return promise;
    }
}
