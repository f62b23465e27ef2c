package dev.segue.crawler.frontier;

import dev.segue.schemas.avro.CrawlFrontierEntry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something of a live source that is looked at again and again, and what is known of it. Times are milliseconds since
/// the epoch, 0 for none.
///
/// @param name at the source
/// @param keyword that led to it
/// @param owner the curator's id at the source
/// @param fingerprint of the version known
/// @param version last published; 0 for none
/// @param attempts failures in a row
/// @param dueAt when to look again
/// @param lastSeen when the source last showed it
/// @param watchedSince when it was first looked at
/// @param changes seen since then
/// @param sketch of its tracks; shared, never changed
/// @param flag why it is withheld
/// @param limit most playlists of a listing
public record LiveEntry(
        Kind kind,
        String source,
        String name,
        State state,
        @Nullable String keyword,
        @Nullable String owner,
        @Nullable String fingerprint,
        long version,
        int attempts,
        long dueAt,
        long lastSeen,
        long watchedSince,
        int changes,
        byte @Nullable [] sketch,
        @Nullable String flag,
        int limit) {

    private static final String LIMIT = "limit";

    /// The order is that of importance.
    public enum Kind {
        CONTROL,
        KEYWORD,
        USER,
        PLAYLIST,
        TRACK;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Where it stands.
    public enum State {
        /// Never looked at with success.
        WAITING,
        /// Looked at.
        DONE,
        /// Last time it was not there; looked at once more before that is believed.
        MISSING,
        /// Not there any more.
        GONE,
        /// Of the control entry: the source is crawled.
        RUNNING,
        /// Of the control entry: somebody stopped it.
        PAUSED;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One that was just found.
    public static LiveEntry found(
            Kind kind,
            String source,
            String name,
            @Nullable String keyword,
            @Nullable String owner,
            long dueAt,
            int limit) {
        return new LiveEntry(
                kind, source, name, State.WAITING, keyword, owner, null, 0, 0, dueAt, 0, 0, 0, null, null, limit);
    }

    /// What says whether a source is crawled.
    public static LiveEntry control(String source, boolean paused) {
        return new LiveEntry(
                Kind.CONTROL,
                source,
                "",
                paused ? State.PAUSED : State.RUNNING,
                null,
                null,
                null,
                0,
                0,
                0,
                0,
                0,
                0,
                null,
                null,
                0);
    }

    /// The key of its record.
    public String id() {
        return kind.wireName() + ":" + source + ":" + name;
    }

    /// Whether a record's key is of an entry of this kind of frontier.
    public static boolean isOne(String key) {
        int colon = key.indexOf(':');
        if (colon < 0) {
            return false;
        }
        String kind = key.substring(0, colon);
        for (Kind one : Kind.values()) {
            if (one.wireName().equals(kind)) {
                return true;
            }
        }
        return false;
    }

    /// The same, due at another time.
    public LiveEntry due(long at) {
        return new LiveEntry(
                kind,
                source,
                name,
                state,
                keyword,
                owner,
                fingerprint,
                version,
                attempts,
                at,
                lastSeen,
                watchedSince,
                changes,
                sketch,
                flag,
                limit);
    }

    /// After a look that failed.
    public LiveEntry failed(long dueAt) {
        return new LiveEntry(
                kind,
                source,
                name,
                state,
                keyword,
                owner,
                fingerprint,
                version,
                attempts + 1,
                dueAt,
                lastSeen,
                watchedSince,
                changes,
                sketch,
                flag,
                limit);
    }

    /// After a look that found it as it was; also of listings and tracks, which are done.
    public LiveEntry seen(long now, long dueAt) {
        return new LiveEntry(
                kind,
                source,
                name,
                State.DONE,
                keyword,
                owner,
                fingerprint,
                version,
                0,
                dueAt,
                now,
                watchedSince == 0 ? now : watchedSince,
                changes,
                sketch,
                flag,
                limit);
    }

    /// After a look that found it changed.
    public LiveEntry changed(
            long now,
            long dueAt,
            @Nullable String owner,
            String fingerprint,
            long version,
            byte @Nullable [] sketch,
            @Nullable String flag) {
        return new LiveEntry(
                kind,
                source,
                name,
                State.DONE,
                keyword,
                owner == null ? this.owner : owner,
                fingerprint,
                version,
                0,
                dueAt,
                now,
                watchedSince == 0 ? now : watchedSince,
                changes + (this.fingerprint == null ? 0 : 1),
                sketch,
                flag,
                limit);
    }

    /// After a look that did not find it.
    ///
    /// @param confirmed whether that is believed
    public LiveEntry missing(long dueAt, boolean confirmed) {
        return new LiveEntry(
                kind,
                source,
                name,
                confirmed ? State.GONE : State.MISSING,
                keyword,
                owner,
                confirmed ? null : fingerprint,
                version,
                0,
                dueAt,
                lastSeen,
                watchedSince,
                changes,
                null,
                flag,
                limit);
    }

    public CrawlFrontierEntry record(Instant now) {
        return new CrawlFrontierEntry(
                id(),
                kind.wireName(),
                source,
                state.wireName(),
                fingerprint,
                0L,
                0L,
                0L,
                attempts,
                instant(dueAt),
                now,
                limit == 0 ? Map.of() : Map.of(LIMIT, Integer.toString(limit)),
                version,
                instant(lastSeen),
                instant(watchedSince),
                changes,
                keyword,
                owner,
                sketch == null ? null : ByteBuffer.wrap(sketch),
                flag);
    }

    /// @throws IllegalArgumentException when the record is of another kind
    public static LiveEntry of(CrawlFrontierEntry record) {
        Kind kind = Kind.valueOf(record.getKind().toUpperCase(Locale.ROOT));
        String prefix = kind.wireName() + ":" + record.getSource() + ":";
        if (!record.getId().startsWith(prefix)) {
            throw new IllegalArgumentException("id: expected " + prefix + "…, got " + record.getId());
        }
        ByteBuffer sketch = record.getSketch();
        byte[] bytes = null;
        if (sketch != null) {
            bytes = new byte[sketch.remaining()];
            sketch.duplicate().get(bytes);
        }
        return new LiveEntry(
                kind,
                record.getSource(),
                record.getId().substring(prefix.length()),
                State.valueOf(record.getState().toUpperCase(Locale.ROOT)),
                record.getKeyword(),
                record.getOwner(),
                record.getFingerprint(),
                record.getVersion(),
                record.getAttempts(),
                millis(record.getDueAt()),
                millis(record.getLastSeenAt()),
                millis(record.getWatchedSince()),
                record.getChanges(),
                bytes,
                record.getFlag(),
                Integer.parseInt(record.getAttributes().getOrDefault(LIMIT, "0")));
    }

    private static @Nullable Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    private static long millis(@Nullable Instant instant) {
        return instant == null ? 0 : instant.toEpochMilli();
    }
}
