package dev.segue.preprocessor.stream;

import static dev.segue.testkit.Playlists.playlist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.TrackAliases;
import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.preprocessor.cleaning.SnapshotRules;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Rewrites;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.PlaylistEdit;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.testkit.Playlists;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/// Two processes clean two partitions of snapshots, each knowing as much of the aliases as it has read. In
/// any order of playlists, edits, deletes, aliases that are said and taken back, commits, crashes, moves
/// and restarts: in the end the clean playlists are those of the last snapshots under the last aliases, and
/// every record on the way says what its followers must know.
class IdentityPropertiesTest {

    private static final Wire<PlaylistSnapshot> SNAPSHOTS = Wire.of(Topics.PLAYLIST_SNAPSHOTS.value());
    private static final Wire<CleanPlaylist> CLEAN = Wire.of(Topics.PLAYLISTS.value());
    private static final Partitions PARTITIONS = new Partitions(2, 2);
    private static final int INSTANCES = 2;
    private static final int PLAYLISTS = 5;
    private static final int IDS = 8;
    private static final int ALIAS_PARTITIONS = 2;

    /// What happens next.
    sealed interface Step {
        record Send(int playlist, long songs, boolean delete) implements Step {}

        /// An id becomes another name, of none when `recording` is the id itself.
        record Alias(int id, int recording) implements Step {}

        record Learn(int instance, int partition) implements Step {}

        record Clean(int task) implements Step {}

        record Look(int task) implements Step {}

        record Commit(int task) implements Step {}

        record Crash(int task) implements Step {}

        record Move(int task, int instance) implements Step {}

        record Restart(int instance) implements Step {}
    }

    @Property(tries = 400)
    void everyPlaylistEndsUnderTheIdsOfItsRecordings(
            @ForAll("steps") List<Step> steps, @ForAll("fewSteps") List<Step> last) {
        // Given
        var world = new World();
        steps.forEach(world::take);
        world.settle();

        // When: what is lost now, no later step brings to light by chance
        last.forEach(world::take);
        world.settle();

        // Then
        world.assertSettled();
    }

    @Example
    void whatWasDoneUnderOlderAliasesIsDoneAgainWhereTheyAreKnown() {
        // Given
        var world = new World();
        world.take(new Step.Alias(0, 1));
        world.take(new Step.Learn(0, 0));
        world.take(new Step.Look(0));
        world.take(new Step.Move(0, 1));
        for (int playlist = 0; playlist < PLAYLISTS; playlist += PARTITIONS.snapshots()) {
            world.take(new Step.Send(playlist, playlist, false));
            world.take(new Step.Clean(0));
        }

        // When
        world.take(new Step.Move(0, 0));
        world.settle();

        // Then
        assertThat(world.last.values()).anyMatch(ids -> ids.contains(id(0)));
        world.assertSettled();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return step().list().ofMinSize(1).ofMaxSize(80);
    }

    @Provide
    Arbitrary<List<Step>> fewSteps() {
        return step().list().ofMinSize(4).ofMaxSize(14);
    }

    private static Arbitrary<Step> step() {
        var task = Arbitraries.integers().between(0, PARTITIONS.snapshots() - 1);
        var instance = Arbitraries.integers().between(0, INSTANCES - 1);
        var id = Arbitraries.integers().between(0, IDS - 1);
        Arbitrary<Step> send = Combinators.combine(
                        Arbitraries.integers().between(0, PLAYLISTS - 1),
                        Arbitraries.longs(),
                        Arbitraries.of(true, false, false, false))
                .as(Step.Send::new);
        Arbitrary<Step> alias = Combinators.combine(id, id).as(Step.Alias::new);
        Arbitrary<Step> learn = Combinators.combine(
                        instance, Arbitraries.integers().between(0, ALIAS_PARTITIONS - 1))
                .as(Step.Learn::new);
        Arbitrary<Step> move = Combinators.combine(task, instance).as(Step.Move::new);
        return Arbitraries.frequencyOf(
                Tuple.of(8, send),
                Tuple.of(5, alias),
                Tuple.of(8, learn),
                Tuple.of(8, task.map(Step.Clean::new)),
                Tuple.of(6, task.map(Step.Look::new)),
                Tuple.of(4, task.map(Step.Commit::new)),
                Tuple.of(2, task.map(Step.Crash::new)),
                Tuple.of(5, move),
                Tuple.of(1, instance.map(Step.Restart::new)));
    }

    private static String id(int number) {
        return "track:" + number;
    }

    private record Said(String alias, @Nullable String trackId) {}

    private static final class World {

        private final List<List<Said>> aliases = new ArrayList<>();
        private final Map<String, String> names = new HashMap<>();
        private final List<List<Record<byte[], byte[]>>> snapshots = new ArrayList<>();
        /// By playlist the ids that its last snapshot has.
        private final Map<String, List<String>> last = new TreeMap<>();

        private final List<Instance> instances = new ArrayList<>();
        private final List<Task> tasks = new ArrayList<>();
        private int versions;

        World() {
            for (int i = 0; i < ALIAS_PARTITIONS; i++) {
                aliases.add(new ArrayList<>());
            }
            for (int i = 0; i < INSTANCES; i++) {
                instances.add(new Instance(this));
            }
            for (int i = 0; i < PARTITIONS.snapshots(); i++) {
                snapshots.add(new ArrayList<>());
                tasks.add(new Task(this, i, instances.get(i % INSTANCES)));
            }
        }

        void take(Step step) {
            switch (step) {
                case Step.Send(int playlist, long songs, boolean delete) -> send(playlist, songs, delete);
                case Step.Alias(int id, int recording) -> say(id, recording);
                case Step.Learn(int instance, int partition) ->
                    instances.get(instance).learn(partition);
                case Step.Clean(int task) -> tasks.get(task).clean();
                case Step.Look(int task) -> tasks.get(task).look();
                case Step.Commit(int task) -> tasks.get(task).commit();
                case Step.Crash(int task) -> tasks.get(task).open(tasks.get(task).instance);
                case Step.Move(int task, int instance) -> {
                    tasks.get(task).commit();
                    tasks.get(task).open(instances.get(instance));
                }
                case Step.Restart(int instance) -> restart(instance);
            }
        }

        private void send(int number, long songs, boolean delete) {
            String playlistId = "mpd:" + number;
            byte[] key = playlistId.getBytes(StandardCharsets.UTF_8);
            int partition = number % PARTITIONS.snapshots();
            if (delete) {
                snapshots.get(partition).add(new Record<>(key, null, 0));
                last.remove(playlistId);
                return;
            }
            var random = new Random(songs);
            var tracks = new ArrayList<SnapshotTrack>();
            int length = 1 + random.nextInt(6);
            for (int i = 0; i < length; i++) {
                tracks.add(Playlists.snapshotTrack(id(random.nextInt(IDS))));
            }
            var snapshot = playlist(playlistId).version(++versions).of(tracks);
            snapshots.get(partition).add(new Record<>(key, SNAPSHOTS.encode(snapshot), 0));
            last.put(
                    playlistId,
                    tracks.stream().map(SnapshotTrack::getTrackId).distinct().toList());
        }

        private void say(int number, int recording) {
            String alias = id(number);
            String track = number == recording ? null : id(recording);
            aliases.get(number % ALIAS_PARTITIONS).add(new Said(alias, track));
            if (track == null) {
                names.remove(alias);
            } else {
                names.put(alias, track);
            }
        }

        private void restart(int number) {
            var before = instances.get(number);
            var after = new Instance(this);
            after.learnAll();
            instances.set(number, after);
            tasks.stream().filter(task -> task.instance == before).forEach(task -> task.open(after));
        }

        void settle() {
            instances.forEach(Instance::learnAll);
            for (Task task : tasks) {
                while (task.clean()) {}
                while (task.instance.identity.tasksBehind() > 0) {
                    tasks.forEach(Task::look);
                }
                task.commit();
            }
        }

        void assertSettled() {
            var expected = new TreeMap<String, List<String>>();
            last.forEach((playlist, ids) -> expected.put(
                    playlist, ids.stream().map(this::recording).distinct().toList()));
            var playlists = new TreeMap<String, List<String>>();
            tasks.forEach(task -> playlists.putAll(task.published));
            assertThat(playlists).isEqualTo(expected);
            for (Task task : tasks) {
                assertThat(task.entries())
                        .isEqualTo(task.published.values().stream()
                                .mapToLong(List::size)
                                .sum());
            }
        }

        private String recording(String id) {
            var passed = new ArrayList<String>();
            String at = id;
            while (names.containsKey(at)) {
                if (passed.contains(at)) {
                    return passed.subList(passed.indexOf(at), passed.size()).stream()
                            .min(String::compareTo)
                            .orElseThrow();
                }
                passed.add(at);
                at = names.get(at);
            }
            return at;
        }
    }

    /// A process, and how much of the aliases it has read.
    private static final class Instance {

        private final World world;
        private final TrackAliases aliases = new TrackAliases();
        private final Identity identity = new Identity(aliases);
        private final int[] read = new int[ALIAS_PARTITIONS];

        Instance(World world) {
            this.world = world;
        }

        boolean learn(int partition) {
            if (read[partition] == world.aliases.get(partition).size()) {
                return false;
            }
            Said said = world.aliases.get(partition).get(read[partition]);
            aliases.say(said.alias(), said.trackId(), partition, read[partition]++);
            return true;
        }

        void learnAll() {
            for (int partition = 0; partition < ALIAS_PARTITIONS; partition++) {
                while (learn(partition)) {}
            }
        }
    }

    /// A partition of the snapshots: what is committed, and what is not yet.
    private static final class Task {

        private final World world;
        private final int partition;
        private final Map<String, List<String>> published = new TreeMap<>();
        private final Map<String, Map<String, Object>> committed = new HashMap<>();
        private final Set<Long> rewrites = new HashSet<>();
        private int committedSnapshots;

        private Instance instance;
        private SnapshotCleaning cleaning;
        private MockProcessorContext<byte[], Cleaned> context;
        private Map<String, KeyValueStore<String, Object>> stores;
        private int cleaned;

        @SuppressWarnings("NullAway.Init") // open fills them
        Task(World world, int partition, Instance instance) {
            this.world = world;
            this.partition = partition;
            open(instance);
        }

        /// Begins from what is committed.
        void open(Instance at) {
            if (cleaning != null) {
                cleaning.close();
            }
            instance = at;
            var rules = new SnapshotRules(new Filters(0, UnknownSaves.KEEP, 1, 100));
            var pace = new PublishingPace(Duration.ofMillis(1), Duration.ofSeconds(1), 1);
            cleaning = new SnapshotCleaning(rules, PARTITIONS, false, at.identity, Duration.ofMillis(100), pace);
            context = new MockProcessorContext<>(
                    new Properties(), new TaskId(0, partition), new File(System.getProperty("java.io.tmpdir")));
            context.setCurrentSystemTimeMs(0);
            stores = new HashMap<>();
            store(PlaylistTopology.PLAYLIST_TABLE, Serdes.ByteArray());
            store(PlaylistTopology.RESOLVED_THROUGH, Serdes.Long());
            store(PlaylistTopology.SNAPSHOT_TALLY, AvroSerde.of(PlaylistStatistics.class));
            cleaned = committedSnapshots;
            cleaning.init(context);
        }

        @SuppressWarnings("unchecked") // the name decides the type
        private <V> void store(String name, Serde<V> values) {
            KeyValueStore<String, V> store = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
                    .withLoggingDisabled()
                    .build();
            store.init(context.getStateStoreContext(), (StateStore) store);
            context.addStateStore(store);
            committed.getOrDefault(name, Map.of()).forEach((key, value) -> store.put(key, (V) value));
            stores.put(name, (KeyValueStore<String, Object>) store);
        }

        boolean clean() {
            var all = world.snapshots.get(partition);
            if (cleaned == all.size()) {
                return false;
            }
            context.setRecordMetadata(Topics.PLAYLIST_SNAPSHOTS.name(), partition, cleaned);
            cleaning.process(all.get(cleaned++));
            return true;
        }

        void look() {
            context.scheduledPunctuators().stream()
                    .filter(punctuator -> !punctuator.cancelled())
                    .toList()
                    .forEach(punctuator -> punctuator.getPunctuator().punctuate(0));
        }

        void commit() {
            var left = new LinkedHashMap<String, Set<String>>();
            for (var forward : context.forwarded()) {
                Record<? extends byte[], ? extends Cleaned> record = forward.record();
                String key = new String(record.key(), StandardCharsets.UTF_8);
                switch (record.value()) {
                    case Cleaned.Published(byte[] playlist) -> {
                        assertThat(left.getOrDefault(key, Set.of())).isEmpty();
                        left.put(key, publish(key, playlist, record));
                    }
                    case Cleaned.Edited(PlaylistEdit edit) -> {
                        Set<String> unnamed = left.get(key);
                        if (unnamed != null) {
                            unnamed.removeAll(edit.getRetired());
                        }
                    }
                    case Cleaned.Tallied tallied -> assertThat(key).isEqualTo("partition-" + partition);
                    case Cleaned.Refused refused -> throw new AssertionError("Refused: " + refused.letter());
                }
            }
            assertThat(left.values()).as("tracks that left and no edit names").allMatch(Set::isEmpty);
            context.resetForwards();
            stores.forEach((name, store) -> {
                var copy = new HashMap<String, Object>();
                try (var all = store.all()) {
                    all.forEachRemaining(entry -> copy.put(entry.key, entry.value));
                }
                committed.put(name, copy);
            });
            committedSnapshots = cleaned;
        }

        /// @return the tracks that left
        private Set<String> publish(
                String key, byte @Nullable [] playlist, Record<? extends byte[], ? extends Cleaned> record) {
            var before = published.getOrDefault(key, List.of());
            var left = new LinkedHashSet<>(before);
            if (playlist == null) {
                published.remove(key);
                return left;
            }
            CleanPlaylist clean = CLEAN.require(playlist);
            assertThat(clean.getTracks()).doesNotHaveDuplicates();
            clean.getTracks().forEach(left::remove);
            published.put(key, clean.getTracks());
            Rewrites.of(record.headers()).filter(Rewrites::isOne).ifPresent(rewrite -> {
                assertThat(rewrites.add(rewrite.count())).isTrue();
                assertThat(rewrite.count()).isEqualTo(rewrites.size());
                assertThat(clean.getTracks()).isNotEqualTo(before);
            });
            return left;
        }

        long entries() {
            Object tally = committed
                    .getOrDefault(PlaylistTopology.SNAPSHOT_TALLY, Map.of())
                    .get("partition-" + partition);
            return tally instanceof PlaylistStatistics statistics ? statistics.getEntries() : 0;
        }
    }
}
