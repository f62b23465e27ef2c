package dev.segue.crawler.crawling;

import dev.segue.crawler.frontier.LiveEntry;
import dev.segue.crawler.frontier.LiveEntry.Kind;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The entries of one source and the order in which they are looked at. Of what is due, first comes what
/// would be overdue first: what changes often has short intervals and so early deadlines, and what many
/// have saved has the earlier ones of equal intervals; listings come before playlists, look-ups of tracks
/// last. Used under the lock of its owner.
final class Agenda {

    private static final long LAST = Long.MAX_VALUE / 2;

    private final Map<Kind, Map<String, LiveEntry>> entries = new EnumMap<>(Kind.class);
    private final PriorityQueue<Due> waiting = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    private final PriorityQueue<Due> ready = new PriorityQueue<>((a, b) -> Long.compare(a.deadline, b.deadline));
    private final Set<Key> underWay = new HashSet<>();

    private record Key(Kind kind, String name) {}

    private record Due(Kind kind, String name, long at, long deadline) {}

    Agenda() {
        for (Kind kind : Kind.values()) {
            entries.put(kind, new HashMap<>());
        }
    }

    private Map<String, LiveEntry> of(Kind kind) {
        return Objects.requireNonNull(entries.get(kind));
    }

    @Nullable
    LiveEntry get(Kind kind, String name) {
        return of(kind).get(name);
    }

    Collection<LiveEntry> all(Kind kind) {
        return of(kind).values();
    }

    int size() {
        return entries.values().stream().mapToInt(Map::size).sum();
    }

    /// Entries that are due and not under way; some may be counted twice that were put again.
    int due() {
        return ready.size();
    }

    void put(LiveEntry entry) {
        LiveEntry before = of(entry.kind()).put(entry.name(), entry);
        if (entry.kind() != Kind.CONTROL
                && !underWay.contains(key(entry))
                && (before == null || before.dueAt() != entry.dueAt())) {
            await(entry);
        }
    }

    private static Key key(LiveEntry entry) {
        return new Key(entry.kind(), entry.name());
    }

    private void await(LiveEntry entry) {
        waiting.add(new Due(entry.kind(), entry.name(), entry.dueAt(), deadline(entry)));
    }

    void remove(Kind kind, String name) {
        of(kind).remove(name);
    }

    /// The next entry that is due; it is under way then, until [#over].
    @Nullable
    LiveEntry next(long now) {
        while (!waiting.isEmpty() && waiting.peek().at <= now) {
            ready.add(waiting.remove());
        }
        while (!ready.isEmpty()) {
            Due due = ready.remove();
            LiveEntry entry = get(due.kind, due.name);
            if (entry != null && entry.dueAt() == due.at && underWay.add(key(entry))) {
                return entry;
            }
        }
        return null;
    }

    /// Milliseconds until something may be due; at most `most`.
    long untilNext(long now, long most) {
        return waiting.isEmpty() ? most : Math.clamp(waiting.peek().at - now, 0, most);
    }

    /// The look is over. What was put meanwhile is looked at when it is due; what was not, at once.
    void over(LiveEntry looked) {
        underWay.remove(key(looked));
        LiveEntry entry = get(looked.kind(), looked.name());
        if (entry != null) {
            await(entry);
        }
    }

    private static long deadline(LiveEntry entry) {
        return switch (entry.kind()) {
            case CONTROL, KEYWORD, USER -> Long.MIN_VALUE / 2 + entry.dueAt();
            case PLAYLIST -> entry.dueAt() + (entry.lastSeen() == 0 ? 0 : slack(entry));
            case TRACK -> LAST + entry.dueAt();
        };
    }

    /// An interval; of what a thousand have saved a fourth of it.
    private static long slack(LiveEntry entry) {
        long interval = Math.max(0, entry.dueAt() - entry.lastSeen());
        return (long) (interval / (1 + Math.log10(1 + Math.max(0, entry.saves()))));
    }
}
