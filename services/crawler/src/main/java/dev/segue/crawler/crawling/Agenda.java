package dev.segue.crawler.crawling;

import dev.segue.crawler.frontier.LiveEntry;
import dev.segue.crawler.frontier.LiveEntry.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The entries of one source and the order in which they are looked at. Of what is due, first comes what would be
/// overdue first: what changes often has short intervals and so early deadlines; listings come before playlists,
/// look-ups of tracks last. Used under the lock of its owner.
final class Agenda {

    private static final long LAST = Long.MAX_VALUE / 2;

    private final Map<String, LiveEntry> entries = new HashMap<>();
    private final PriorityQueue<Due> waiting = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    private final PriorityQueue<Due> ready = new PriorityQueue<>((a, b) -> Long.compare(a.deadline, b.deadline));
    private final Set<String> underWay = new HashSet<>();

    private record Due(String id, long at, long deadline) {}

    @Nullable
    LiveEntry get(String id) {
        return entries.get(id);
    }

    Collection<LiveEntry> all() {
        return entries.values();
    }

    int size() {
        return entries.size();
    }

    /// Entries that are due and not under way; some may be counted twice that were put again.
    int due() {
        return ready.size();
    }

    void put(LiveEntry entry) {
        String id = entry.id();
        LiveEntry before = entries.put(id, entry);
        if (entry.kind() != Kind.CONTROL
                && !underWay.contains(id)
                && (before == null || before.dueAt() != entry.dueAt())) {
            waiting.add(new Due(id, entry.dueAt(), deadline(entry)));
        }
    }

    void remove(String id) {
        entries.remove(id);
    }

    /// The next entry that is due; it is under way then, until [#over].
    @Nullable
    LiveEntry next(long now) {
        while (!waiting.isEmpty() && waiting.peek().at <= now) {
            ready.add(waiting.remove());
        }
        while (!ready.isEmpty()) {
            Due due = ready.remove();
            LiveEntry entry = entries.get(due.id);
            if (entry != null && entry.dueAt() == due.at && underWay.add(due.id)) {
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
        String id = looked.id();
        underWay.remove(id);
        LiveEntry entry = entries.get(id);
        if (entry != null) {
            waiting.add(new Due(id, entry.dueAt(), deadline(entry)));
        }
    }

    private static long deadline(LiveEntry entry) {
        return switch (entry.kind()) {
            case CONTROL, KEYWORD, USER -> Long.MIN_VALUE / 2 + entry.dueAt();
            case PLAYLIST ->
                entry.dueAt() + (entry.lastSeen() == 0 ? 0 : Math.max(0, entry.dueAt() - entry.lastSeen()));
            case TRACK -> LAST + entry.dueAt();
        };
    }
}
