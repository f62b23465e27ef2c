package dev.segue.preprocessor.stream;

import dev.segue.corpus.TrackAliases;
import dev.segue.preprocessor.counting.OffsetVector;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.state.KeyValueStore;

/// Which ids are names of the same recording, once in a process, and how far the tasks of this process have done what
/// follows from it.
///
/// A task keeps how far it is in a store of its own, as an offset for each partition of the aliases: all it holds was
/// done under aliases that have come at least that far. It moves there when it has looked through all it holds, and
/// back when it comes to a process whose aliases are behind, because what it does there is done under those. So when
/// it stands at the end of the aliases, everything was done under just those: any alias that came later than what it
/// was done under lies behind it.
public final class Identity {

    private static final String APPLIED = "aliases-";

    private final TrackAliases aliases;
    private final Map<TaskId, Long> behind = new ConcurrentHashMap<>();

    public Identity(TrackAliases aliases) {
        this.aliases = aliases;
    }

    TrackAliases aliases() {
        return aliases;
    }

    /// Tasks of this process that have not done all that follows from the aliases it knows.
    public int tasksBehind() {
        long now = aliases.changes();
        return (int) behind.values().stream().filter(done -> done != now).count();
    }

    /// How far a task is, as its store has it.
    Applied applied(TaskId task, KeyValueStore<String, Long> store) {
        return new Applied(this, task, store);
    }

    /// How far one task is. One thread.
    static final class Applied {

        private final Identity identity;
        private final TaskId task;
        private final KeyValueStore<String, Long> store;
        private OffsetVector applied = OffsetVector.ZERO;
        private long seen;

        private Applied(Identity identity, TaskId task, KeyValueStore<String, Long> store) {
            this.identity = identity;
            this.task = task;
            this.store = store;
            long changes = identity.aliases.changes();
            OffsetVector through = OffsetVector.of(identity.aliases.through());
            try (var all = store.prefixScan(APPLIED, new StringSerializer())) {
                while (all.hasNext()) {
                    var entry = all.next();
                    int partition = Integer.parseInt(entry.key.substring(APPLIED.length()));
                    long offset = Math.min(entry.value, through.get(partition));
                    applied = applied.with(partition, offset);
                }
            }
            keep();
            seen = applied.covers(through) ? changes : -1;
            identity.behind.put(task, seen);
        }

        /// Whether aliases came that the task has not looked through all it holds for.
        boolean isBehind() {
            return seen != identity.aliases.changes();
        }

        /// What the task has done all for.
        OffsetVector through() {
            return applied;
        }

        /// Where the aliases stand, before the task begins to look through all it holds.
        Begun begin() {
            return new Begun(identity.aliases.changes(), OffsetVector.of(identity.aliases.through()));
        }

        /// It has looked through all it holds since then.
        void done(Begun begun) {
            applied = applied.max(begun.through);
            seen = begun.changes;
            keep();
            identity.behind.put(task, seen);
        }

        /// The task goes elsewhere.
        void leave() {
            identity.behind.remove(task);
        }

        private void keep() {
            for (int partition = 0; partition < applied.partitions(); partition++) {
                Long offset = applied.get(partition);
                if (!offset.equals(store.get(APPLIED + partition))) {
                    store.put(APPLIED + partition, offset);
                }
            }
        }
    }

    /// Where the aliases stood.
    record Begun(long changes, OffsetVector through) {}
}
