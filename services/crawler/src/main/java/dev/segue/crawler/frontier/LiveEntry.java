package dev.segue.crawler.frontier;

import dev.segue.schemas.avro.CrawlFrontierEntry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
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
/// @param saves when it was last read; -1 where the source does not tell
/// @param validator by which the source is asked whether its answer would be another one
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
        int limit,
        long saves,
        @Nullable String validator) {

    /// Saves that nobody tells.
    public static final long UNKNOWN = -1;

    private static final String LIMIT = "limit";
    private static final List<Kind> KINDS = List.of(Kind.values());

    /// The order is that of importance.
    public enum Kind {
        CONTROL,
        KEYWORD,
        USER,
        PLAYLIST,
        TRACK;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        String wireName() {
            return wireName;
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
        return blank(kind, source, name, State.WAITING, keyword, owner, dueAt, limit);
    }

    /// What says whether a source is crawled.
    public static LiveEntry control(String source, boolean paused) {
        return blank(Kind.CONTROL, source, "", paused ? State.PAUSED : State.RUNNING, null, null, 0, 0);
    }

    private static LiveEntry blank(
            Kind kind,
            String source,
            String name,
            State state,
            @Nullable String keyword,
            @Nullable String owner,
            long dueAt,
            int limit) {
        return new LiveEntry(
                kind, source, name, state, keyword, owner, null, 0, 0, dueAt, 0, 0, 0, null, null, limit, UNKNOWN,
                null);
    }

    /// The key of its record.
    public String id() {
        return kind.wireName() + ":" + source + ":" + name;
    }

    /// What a record's key says.
    public record Id(Kind kind, String source, String name) {

        /// Empty when the key is not of an entry of this kind of frontier.
        public static Optional<Id> of(String key) {
            int source = key.indexOf(':') + 1;
            int name = key.indexOf(':', source) + 1;
            if (source == 0 || name == 0) {
                return Optional.empty();
            }
            for (Kind kind : KINDS) {
                if (kind.wireName.length() == source - 1 && key.startsWith(kind.wireName)) {
                    return Optional.of(new Id(kind, key.substring(source, name - 1), key.substring(name)));
                }
            }
            return Optional.empty();
        }
    }

    /// What a look at a playlist found.
    ///
    /// @param owner null to leave it as it was known
    /// @param version last published; 0 for none
    /// @param saves -1 where the source does not tell
    /// @param flag why it is withheld; null for what is published
    public record Version(
            @Nullable String owner,
            String fingerprint,
            @Nullable String validator,
            long version,
            long saves,
            byte @Nullable [] sketch,
            @Nullable String flag) {}

    /// An entry that is being changed.
    private final class Change {
        private State state = LiveEntry.this.state;
        private @Nullable String owner = LiveEntry.this.owner;
        private @Nullable String fingerprint = LiveEntry.this.fingerprint;
        private long version = LiveEntry.this.version;
        private int attempts = LiveEntry.this.attempts;
        private final long dueAt;
        private long lastSeen = LiveEntry.this.lastSeen;
        private long watchedSince = LiveEntry.this.watchedSince;
        private int changes = LiveEntry.this.changes;
        private byte @Nullable [] sketch = LiveEntry.this.sketch;
        private @Nullable String flag = LiveEntry.this.flag;
        private long saves = LiveEntry.this.saves;
        private @Nullable String validator = LiveEntry.this.validator;

        private Change(long dueAt) {
            this.dueAt = dueAt;
        }

        private Change seen(long now) {
            state = State.DONE;
            attempts = 0;
            lastSeen = now;
            watchedSince = watchedSince == 0 ? now : watchedSince;
            return this;
        }

        private LiveEntry entry() {
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
                    dueAt,
                    lastSeen,
                    watchedSince,
                    changes,
                    sketch,
                    flag,
                    limit,
                    saves,
                    validator);
        }
    }

    /// The same, due at another time.
    public LiveEntry due(long at) {
        return new Change(at).entry();
    }

    /// After a look that failed.
    public LiveEntry failed(long dueAt) {
        var change = new Change(dueAt);
        change.attempts++;
        return change.entry();
    }

    /// After a look that found it as it was; also of listings and tracks, which are done.
    public LiveEntry seen(long now, long dueAt) {
        return new Change(dueAt).seen(now).entry();
    }

    /// After a look that found a playlist as it was.
    ///
    /// @param validator of the answer, which may be another one all the same
    /// @param saves -1 to leave them as they were known
    public LiveEntry unchanged(long now, long dueAt, @Nullable String validator, long saves) {
        var change = new Change(dueAt).seen(now);
        change.validator = validator;
        change.saves = saves == UNKNOWN ? this.saves : saves;
        return change.entry();
    }

    /// After a look that found it changed.
    public LiveEntry changed(long now, long dueAt, Version found) {
        var change = new Change(dueAt).seen(now);
        // Of equal texts the one that others share is kept.
        change.owner = found.owner() == null || found.owner().equals(owner) ? owner : found.owner();
        change.changes += fingerprint == null ? 0 : 1;
        change.fingerprint = found.fingerprint();
        change.validator = found.validator();
        change.version = found.version();
        change.saves = found.saves();
        change.sketch = found.sketch();
        change.flag = found.flag();
        return change.entry();
    }

    /// After a look that did not find it.
    ///
    /// @param confirmed whether that is believed; what comes back after that is new, whatever it looks like
    public LiveEntry missing(long dueAt, boolean confirmed) {
        var change = new Change(dueAt);
        change.state = confirmed ? State.GONE : State.MISSING;
        change.attempts = 0;
        if (confirmed) {
            change.fingerprint = null;
            change.validator = null;
            change.sketch = null;
        }
        return change.entry();
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
                flag,
                saves == UNKNOWN ? null : saves,
                validator);
    }

    /// @param shared gives a text that equals its argument, for those that many entries have
    /// @throws IllegalArgumentException when the record is of another kind
    public static LiveEntry of(CrawlFrontierEntry record, UnaryOperator<String> shared) {
        Id id = Id.of(record.getId())
                .filter(one -> one.source().equals(record.getSource()))
                .orElseThrow(() -> new IllegalArgumentException("id: expected <kind>:" + record.getSource()
                        + ":<name> of a live source, got " + record.getId()));
        ByteBuffer sketch = record.getSketch();
        byte[] bytes = null;
        if (sketch != null) {
            bytes = new byte[sketch.remaining()];
            sketch.duplicate().get(bytes);
        }
        return new LiveEntry(
                id.kind(),
                shared.apply(record.getSource()),
                id.name(),
                State.valueOf(record.getState().toUpperCase(Locale.ROOT)),
                share(record.getKeyword(), shared),
                share(record.getOwner(), shared),
                record.getFingerprint(),
                record.getVersion(),
                record.getAttempts(),
                millis(record.getDueAt()),
                millis(record.getLastSeenAt()),
                millis(record.getWatchedSince()),
                record.getChanges(),
                bytes,
                share(record.getFlag(), shared),
                Integer.parseInt(record.getAttributes().getOrDefault(LIMIT, "0")),
                record.getSaves() == null ? UNKNOWN : record.getSaves(),
                record.getValidator());
    }

    private static @Nullable String share(@Nullable String text, UnaryOperator<String> shared) {
        return text == null ? null : shared.apply(text);
    }

    private static @Nullable Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    private static long millis(@Nullable Instant instant) {
        return instant == null ? 0 : instant.toEpochMilli();
    }
}
