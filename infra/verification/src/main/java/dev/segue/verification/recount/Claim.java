package dev.segue.verification.recount;

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
    /// @param published of the clean playlist to be made of it, without its source partition and offset
    /// @param filter why the operator's filters say no; null when they let it pass
    /// @param tracks in order, each once
    record Version(
            String playlistId,
            long version,
            Fingerprint content,
            Fingerprint published,
            @Nullable String filter,
            List<String> tracks)
            implements Claim {}
}
