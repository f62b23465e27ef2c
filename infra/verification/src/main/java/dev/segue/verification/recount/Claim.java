package dev.segue.verification.recount;

import dev.segue.schemas.avro.CleanPlaylist;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one raw record says, whatever was said before it.
public sealed interface Claim {

    /// The playlist is gone.
    record Gone(String playlistId) implements Claim {}

    /// Nothing that could be used.
    ///
    /// @param reason stable code
    record Invalid(String reason) implements Claim {}

    /// A version of a playlist.
    ///
    /// @param content of all but version and crawl time
    /// @param clean the clean playlist to be made of it, with the ids that came and without its source
    ///     partition and offset
    /// @param filter why the operator's filters say no; null when they let it pass
    /// @param tracks the ids that came in order, each once
    record Version(
            String playlistId,
            long version,
            Fingerprint content,
            CleanPlaylist clean,
            @Nullable String filter,
            List<String> tracks)
            implements Claim {}
}
