package dev.segue.crawler.source.live;

import dev.segue.crawler.source.SnapshotDraft;
import dev.segue.domain.PlaylistId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something to look at in a live service, and what is known of it.
///
/// @param name at the service: a keyword, a user's or a playlist's id; of a track its id on the platform
/// @param keyword that led to it
/// @param fingerprint of the version known; null when none is
/// @param validator of the answer that showed it; null when there is none
/// @param version last published; 0 for none
/// @param limit most playlists that a listing is to give
public record LiveTarget(
        Kind kind,
        String name,
        @Nullable String keyword,
        @Nullable String fingerprint,
        @Nullable String validator,
        long version,
        int limit) {

    /// What can be looked at; the name in lower case is the `kind` of frontier entries.
    public enum Kind {
        KEYWORD,
        USER,
        PLAYLIST,
        TRACK;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A version for what is there now: the service's time of change where it gives one, and more than the last.
    long nextVersion(@Nullable Instant changedAt, Instant now) {
        return Math.max(version + 1, (changedAt == null ? now : changedAt).toEpochMilli());
    }

    /// Fills in what a target says of its playlist.
    void describe(SnapshotDraft draft, PlaylistId id) {
        draft.playlistId = id.value();
        draft.keyword = keyword;
    }
}
