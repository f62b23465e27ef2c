package dev.segue.crawler.source;

import java.io.IOException;

/// A place playlists come from. It knows how to read one thing at a time and nothing of topics, checkpoints or
/// budgets: whoever drives it pulls finding after finding, so a slow broker slows the reading down.
///
/// @param <T> what this source can be asked to read: a file, a keyword, a user, a playlist
public interface Source<T> {

    /// Its name on the wire: the `source` of every snapshot it makes and the namespace of their ids.
    String name();

    /// Begins to read `target` from its beginning. What goes wrong from here on is a [Finding] where it belongs to
    /// one record or to the rest of the target.
    ///
    /// @throws IOException when nothing at all can be read, as when a file is gone
    Reading open(T target) throws IOException;
}
