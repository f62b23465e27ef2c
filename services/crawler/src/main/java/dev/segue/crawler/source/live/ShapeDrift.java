package dev.segue.crawler.source.live;

/// Told when a service's answers have another shape than they had.
public interface ShapeDrift {

    /// A field that was not known.
    void appeared(String source, String shape, String field);

    /// A field that always was there is not.
    void vanished(String source, String shape, String field);

    /// A track of a playlist that cannot be told from others: null, local or without an id.
    void skippedTrack(String source);
}
