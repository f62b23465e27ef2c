package dev.segue.crawler.crawling;

import dev.segue.crawler.frontier.LiveEntry;
import dev.segue.crawler.upstream.UpstreamFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of one look at one thing.
sealed interface Visit {

    LiveEntry entry();

    /// A playlist that is not as it was known.
    ///
    /// @param encoded its snapshot in the wire format
    /// @param validator of the answer that showed it
    /// @param saves -1 where the source does not tell
    /// @param sketch of its tracks; null when they are few
    /// @param aliases of its tracks that are told by the snapshot itself
    /// @param unidentified tracks whose recording is not known
    record Changed(
            LiveEntry entry,
            String playlistId,
            byte[] encoded,
            long version,
            String fingerprint,
            @Nullable String validator,
            @Nullable String owner,
            long saves,
            byte @Nullable [] sketch,
            List<Alias> aliases,
            List<String> unidentified)
            implements Visit {}

    /// As it was known.
    ///
    /// @param validator of the answer that showed it
    /// @param saves -1 where it does not tell
    record Unchanged(LiveEntry entry, @Nullable String validator, long saves) implements Visit {}

    /// A listing to its end, or to its limit.
    record Listed(LiveEntry entry, List<Item> items) implements Visit {}

    /// What a track is.
    record Identified(LiveEntry entry, List<String> isrcs) implements Visit {}

    /// Not there, or not for us.
    record Gone(LiveEntry entry) implements Visit {}

    /// Not seen this time.
    record Failed(LiveEntry entry, UpstreamFailure.Kind kind) implements Visit {}

    /// A playlist that a listing names.
    record Item(String name, @Nullable String owner) {}

    /// A name of a recording.
    record Alias(String alias, String trackId) {}
}
