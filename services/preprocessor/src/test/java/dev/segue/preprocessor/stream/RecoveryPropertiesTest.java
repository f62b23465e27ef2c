package dev.segue.preprocessor.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.TrackAliases;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.CountedCorpus.Origin;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.preprocessor.counting.OffsetVector;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.EditedTracks;
import dev.segue.schemas.avro.PlaylistEdit;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.schemas.avro.TrackNeighbours;
import dev.segue.testkit.Playlists;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/// Two processes count two partitions of anchors, each at its own pace, while playlists change. In any order of applied
/// playlists, edits, publications, commits, crashes, moves and restarts, with a log that is compacted meanwhile: every
/// list that is committed is right at the offsets it names, lists never go back, and in the end they are those of the
/// playlists in the end.
class RecoveryPropertiesTest {

    private static final Wire<TrackNeighbours> LISTS = Wire.of(TrackNeighbours.class);

    private static final int SOURCES = 2;
    private static final int OWNERS = 2;
    private static final int INSTANCES = 2;
    private static final int PLAYLISTS = 5;
    private static final int TRACKS = 9;

    /// What happens next.
    sealed interface Step {
        /// A playlist becomes this, nothing for a delete.
        record Change(int playlist, long songs, boolean delete) implements Step {}

        /// A playlist is counted by other ids, though no snapshot came.
        record Rewrite(int playlist, long songs) implements Step {}

        record Apply(int instance, int partition) implements Step {}

        record Consume(int owner) implements Step {}

        record Publish(int owner) implements Step {}

        record Commit(int owner) implements Step {}

        record Crash(int owner) implements Step {}

        record Move(int owner, int instance) implements Step {}

        record Restart(int instance) implements Step {}

        record Compact() implements Step {}
    }

    @Property(tries = 300)
    void nothingIsLostWhateverHappensInWhateverOrder(
            @ForAll("steps") List<Step> steps,
            @ForAll("fewSteps") List<Step> last,
            @ForAll("rules") NeighbourRules rules,
            @ForAll boolean hasty) {
        // Given
        var world = new World(rules, hasty);
        steps.forEach(world::take);
        world.settle();

        // When: what is lost now, no later step brings to light by chance
        last.forEach(world::take);
        world.settle();

        // Then
        world.assertSettled();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return step().list().ofMinSize(1).ofMaxSize(120);
    }

    @Provide
    Arbitrary<List<Step>> fewSteps() {
        return step().list().ofMinSize(3).ofMaxSize(9);
    }

    private static Arbitrary<Step> step() {
        var playlist = Arbitraries.integers().between(0, PLAYLISTS - 1);
        var owner = Arbitraries.integers().between(0, OWNERS - 1);
        var instance = Arbitraries.integers().between(0, INSTANCES - 1);
        var source = Arbitraries.integers().between(0, SOURCES - 1);
        var rarely = Arbitraries.of(true, false, false);
        Arbitrary<Step> change =
                Combinators.combine(playlist, Arbitraries.longs(), rarely).as(Step.Change::new);
        Arbitrary<Step> rewrite =
                Combinators.combine(playlist, Arbitraries.longs()).as(Step.Rewrite::new);
        Arbitrary<Step> apply = Combinators.combine(instance, source).as(Step.Apply::new);
        Arbitrary<Step> move = Combinators.combine(owner, instance).as(Step.Move::new);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, change),
                net.jqwik.api.Tuple.of(3, rewrite),
                net.jqwik.api.Tuple.of(10, apply),
                net.jqwik.api.Tuple.of(5, owner.map(Step.Consume::new)),
                net.jqwik.api.Tuple.of(6, owner.map(Step.Publish::new)),
                net.jqwik.api.Tuple.of(4, owner.map(Step.Commit::new)),
                net.jqwik.api.Tuple.of(2, owner.map(Step.Crash::new)),
                net.jqwik.api.Tuple.of(2, move),
                net.jqwik.api.Tuple.of(1, instance.map(Step.Restart::new)),
                net.jqwik.api.Tuple.of(1, Arbitraries.of(new Step.Compact())));
    }

    @Provide
    Arbitrary<NeighbourRules> rules() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(1, 3))
                .as(NeighbourRules::new);
    }

    private static int owner(String track) {
        return track.charAt(track.length() - 1) % OWNERS;
    }

    /// A record of the clean playlists; no tracks for a tombstone.
    private record Clean(String playlistId, List<String> tracks, Origin source, boolean isRewrite, Origin at) {

        /// Whether it is counted at these offsets. Rewrites count from 0 too, in the places behind those of
        /// the snapshots.
        boolean isBefore(OffsetVector sources) {
            return isRewrite
                    ? source.rewrite() < sources.get(SOURCES + source.partition())
                    : source.offset() < sources.get(source.partition());
        }
    }

    private static final class World {

        private final NeighbourRules rules;
        private final boolean hasty;
        /// By partition, everything that was ever written.
        private final List<List<Clean>> written = new ArrayList<>();
        /// By partition, what compaction left of it.
        private final List<List<Clean>> log = new ArrayList<>();

        private final List<List<PlaylistEdit>> edits = new ArrayList<>();
        private final List<Set<String>> described = new ArrayList<>();
        private final List<Instance> instances = new ArrayList<>();
        private final List<Task> tasks = new ArrayList<>();
        /// Of the snapshots, then of the rewrites.
        private final long[] nextSource = new long[2 * SOURCES];

        World(NeighbourRules rules, boolean hasty) {
            this.rules = rules;
            this.hasty = hasty;
            for (int i = 0; i < SOURCES; i++) {
                written.add(new ArrayList<>());
                log.add(new ArrayList<>());
                described.add(new HashSet<>());
            }
            for (int i = 0; i < INSTANCES; i++) {
                instances.add(new Instance(this));
            }
            for (int i = 0; i < OWNERS; i++) {
                edits.add(new ArrayList<>());
                tasks.add(new Task(this, i));
            }
            tasks.forEach(task -> task.open(instances.get(task.owner % INSTANCES)));
        }

        void take(Step step) {
            switch (step) {
                case Step.Change(int playlist, long songs, boolean delete) -> change(playlist, songs, delete);
                case Step.Rewrite(int playlist, long songs) -> rewrite(playlist, songs);
                case Step.Apply(int instance, int partition) ->
                    instances.get(instance).apply(partition);
                case Step.Consume(int owner) -> tasks.get(owner).consume();
                case Step.Publish(int owner) -> tasks.get(owner).publish();
                case Step.Commit(int owner) -> tasks.get(owner).commit();
                case Step.Crash(int owner) -> tasks.get(owner).crash();
                case Step.Move(int owner, int instance) -> {
                    tasks.get(owner).commit();
                    tasks.get(owner).open(instances.get(instance));
                }
                case Step.Restart(int instance) -> restart(instance);
                case Step.Compact compact -> compact();
            }
        }

        private void change(int number, long songs, boolean delete) {
            String playlistId = "mpd:" + number;
            int partition = number % SOURCES;
            List<String> before = playlists(OffsetVector.of(nextSource)).getOrDefault(playlistId, List.of());
            List<String> after = delete ? List.of() : tracks(songs);
            // Every record says how many rewrites there were.
            var source = new Origin(partition, nextSource[partition], nextSource[SOURCES + partition] - 1);
            // Snapshots that change nothing take offsets too.
            nextSource[partition] += 1 + (songs & 1);
            if (before.equals(after)) {
                return;
            }
            write(playlistId, after, source, false);
            edit(before, after, partition, source.offset());
        }

        /// Of a playlist that is there, and was cleaned by the snapshot it names.
        private void rewrite(int number, long songs) {
            String playlistId = "mpd:" + number;
            int partition = number % SOURCES;
            List<String> before = playlists(now()).getOrDefault(playlistId, List.of());
            List<String> after = tracks(songs);
            if (before.isEmpty() || before.equals(after)) {
                return;
            }
            Origin named = written.get(partition).stream()
                    .filter(clean -> clean.playlistId().equals(playlistId))
                    .reduce((a, b) -> b)
                    .orElseThrow()
                    .source();
            long rewrite = nextSource[SOURCES + partition]++;
            write(playlistId, after, new Origin(partition, named.offset(), rewrite), true);
            var left = new LinkedHashSet<>(before);
            after.forEach(left::remove);
            edit(left, List.of(), SOURCES + partition, rewrite);
        }

        private OffsetVector now() {
            return OffsetVector.of(nextSource);
        }

        private void write(String playlistId, List<String> tracks, Origin source, boolean isRewrite) {
            int partition = source.partition();
            var at = new Origin(partition, 2L * written.get(partition).size());
            var clean = new Clean(playlistId, tracks, source, isRewrite, at);
            written.get(partition).add(clean);
            log.get(partition).add(clean);
        }

        private void edit(Collection<String> before, List<String> after, int partition, long offset) {
            var left = new LinkedHashSet<>(before);
            after.forEach(left::remove);
            for (int owner = 0; owner < OWNERS; owner++) {
                int to = owner;
                List<SnapshotTrack> metadata = after.stream()
                        .filter(track -> owner(track) == to)
                        .filter(described.get(partition % SOURCES)::add)
                        .map(Playlists::snapshotTrack)
                        .toList();
                List<String> retired = left.stream()
                        .filter(track -> rules.minimumPlaylists() > 1 || owner(track) == to)
                        .toList();
                if (!metadata.isEmpty() || !retired.isEmpty()) {
                    edits.get(owner).add(new PlaylistEdit(owner, partition, offset, metadata, retired));
                }
            }
        }

        private static List<String> tracks(long songs) {
            var random = new Random(songs);
            var tracks = new LinkedHashSet<String>();
            int length = 1 + random.nextInt(6);
            while (tracks.size() < length) {
                tracks.add("track:" + random.nextInt(TRACKS));
            }
            return List.copyOf(tracks);
        }

        private void restart(int instance) {
            tasks.stream()
                    .filter(task -> task.instance == instances.get(instance))
                    .forEach(Task::crash);
            var before = instances.get(instance);
            var after = new Instance(this);
            after.catchUp();
            instances.set(instance, after);
            tasks.stream().filter(task -> task.instance == before).forEach(task -> task.open(after));
        }

        /// Drops superseded records and settled tombstones, both of long ago: a process that lives has read them.
        private void compact() {
            for (int partition = 0; partition < SOURCES; partition++) {
                var last = new HashMap<String, Clean>();
                log.get(partition).forEach(clean -> last.put(clean.playlistId(), clean));
                int at = partition;
                log.get(partition)
                        .removeIf(clean -> isReadByAll(at, clean)
                                && (!clean.equals(last.get(clean.playlistId()))
                                        || (clean.tracks().isEmpty() && isSettledByAll(at, clean))));
            }
        }

        private boolean isReadByAll(int partition, Clean clean) {
            return instances.stream()
                    .allMatch(instance ->
                            instance.position[partition] > clean.at().offset());
        }

        private boolean isSettledByAll(int partition, Clean clean) {
            return tasks.stream().allMatch(task -> task.hasSettled(partition, clean.source()));
        }

        void settle() {
            for (Instance instance : instances) {
                instance.catchUp();
            }
            for (Task task : tasks) {
                while (task.consume()) {
                    task.publish();
                }
                for (int i = 0; i < 20 || (task.instance.corpus.pending() > 0 && i < 1_000); i++) {
                    tasks.forEach(Task::publish);
                }
                task.commit();
            }
        }

        void assertSettled() {
            Map<String, List<String>> playlists = playlists(OffsetVector.of(nextSource));
            var recount = new Recount(playlists.values(), rules.window());
            var lists = new TreeMap<String, List<String>>();
            var catalogue = new TreeMap<String, Integer>();
            for (Task task : tasks) {
                task.lists.forEach((track, list) -> lists.put(track, Recount.text(list)));
                task.tracks.forEach((track, entry) -> catalogue.put(track, entry.getPlaylists()));
                assertThat(task.committedEdited()).isEmpty();
            }
            assertThat(lists).isEqualTo(recount.lists(rules));
            assertThat(catalogue).isEqualTo(recount.catalogue(rules));
        }

        /// The playlists made of the snapshots before these offsets.
        Map<String, List<String>> playlists(OffsetVector sources) {
            var playlists = new TreeMap<String, List<String>>();
            written.forEach(partition -> partition.stream()
                    .filter(clean -> clean.isBefore(sources))
                    .forEach(clean -> playlists.put(clean.playlistId(), clean.tracks())));
            playlists.values().removeIf(List::isEmpty);
            return playlists;
        }
    }

    /// A process: its corpus, and how far that has read.
    private static final class Instance {

        private final World world;
        private final CountedCorpus corpus;
        private final long[] position = new long[SOURCES];

        Instance(World world) {
            this.world = world;
            this.corpus = new CountedCorpus(world.rules, OWNERS, RecoveryPropertiesTest::owner, SOURCES);
            corpus.followed(() -> OffsetVector.of(position));
        }

        boolean apply(int partition) {
            long from = position[partition];
            for (Clean clean : world.log.get(partition)) {
                if (clean.at().offset() >= from) {
                    corpus.write(() -> corpus.replace(clean.playlistId(), clean.tracks(), clean.source(), clean.at()));
                    position[partition] = clean.at().offset() + 1;
                    return true;
                }
            }
            // Nothing is left to read: what follows are ends of transactions.
            position[partition] = 2L * world.written.get(partition).size();
            return false;
        }

        void catchUp() {
            for (int partition = 0; partition < SOURCES; partition++) {
                while (apply(partition)) {}
            }
        }
    }

    /// A partition of anchors: what is committed, and what is not yet.
    private static final class Task {

        private final World world;
        private final int owner;
        private final Map<String, TrackNeighbours> lists = new HashMap<>();
        private final Map<String, CatalogueTrack> tracks = new HashMap<>();
        private final Map<String, Map<String, Object>> committed = new HashMap<>();
        private int committedEdits;
        private OffsetVector newest = OffsetVector.ZERO;

        private @Nullable Instance instance;
        private @Nullable NeighbourCounting counting;
        private MockProcessorContext<byte[], Counted> context = context(0);
        private Map<String, KeyValueStore<String, Object>> stores = new HashMap<>();
        private int consumed;

        Task(World world, int owner) {
            this.world = world;
            this.owner = owner;
        }

        private static MockProcessorContext<byte[], Counted> context(int owner) {
            return new MockProcessorContext<>(
                    new Properties(), new TaskId(1, owner), new File(System.getProperty("java.io.tmpdir")));
        }

        /// Begins from what is committed.
        void open(Instance at) {
            var pace = new PublishingPace(
                    Duration.ofMillis(1), world.hasty ? Duration.ofNanos(1) : Duration.ofSeconds(1), 1);
            var identity = new Identity(new TrackAliases());
            var partitions = new Partitions(SOURCES, OWNERS);
            begin(
                    at,
                    new NeighbourCounting(world.rules, at.corpus, identity, partitions, Duration.ofMillis(100), pace));
        }

        private void begin(Instance at, NeighbourCounting processor) {
            if (counting != null) {
                counting.close();
            }
            instance = at;
            context = context(owner);
            stores = new HashMap<>();
            store(PlaylistTopology.EDITED_TRACKS, AvroSerde.of(EditedTracks.class));
            store(PlaylistTopology.CATALOGUE, AvroSerde.of(CatalogueTrack.class));
            store(PlaylistTopology.PUBLISHED_THROUGH, Serdes.Long());
            consumed = committedEdits;
            counting = processor;
            processor.init(context);
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

        boolean consume() {
            List<PlaylistEdit> all = world.edits.get(owner);
            if (consumed == all.size()) {
                return false;
            }
            running().process(new Record<>(new byte[0], all.get(consumed++), 0));
            return true;
        }

        void publish() {
            context.scheduledPunctuators().stream()
                    .filter(punctuator -> !punctuator.cancelled())
                    .findFirst()
                    .orElseThrow()
                    .getPunctuator()
                    .punctuate(0);
        }

        void commit() {
            for (var forward : context.forwarded()) {
                Record<? extends byte[], ? extends Counted> record = forward.record();
                String track = new String(record.key(), StandardCharsets.UTF_8);
                switch (record.value()) {
                    case Counted.Handed handed -> throw new AssertionError("There are no aliases: " + handed);
                    case Counted.Catalogued(CatalogueTrack entry) -> put(tracks, track, entry);
                    case Counted.Listed(byte[] bytes) -> {
                        TrackNeighbours list = bytes == null ? null : LISTS.require(bytes);
                        put(lists, track, list);
                        if (list != null) {
                            assertExact(list);
                        }
                    }
                }
            }
            context.resetForwards();
            stores.forEach((name, store) -> {
                var copy = new HashMap<String, Object>();
                try (var all = store.all()) {
                    all.forEachRemaining(entry -> copy.put(entry.key, entry.value));
                }
                committed.put(name, copy);
            });
            committedEdits = consumed;
        }

        /// Everything since the last commit is lost; the processor lives on, as when its task was found corrupted.
        void crash() {
            begin(running(instance), running());
        }

        private void assertExact(TrackNeighbours list) {
            var sources = OffsetVector.of(
                    list.getSourceOffsets().stream().mapToLong(Long::longValue).toArray());
            assertThat(sources.covers(newest))
                    .as("%s after %s", sources, newest)
                    .isTrue();
            newest = sources;
            var recount = new Recount(world.playlists(sources).values(), world.rules.window());
            assertThat(Recount.text(list))
                    .as("%s at %s", list.getTrackId(), sources)
                    .isEqualTo(recount.lists(world.rules).get(list.getTrackId()));
        }

        boolean hasSettled(int partition, Origin source) {
            Object settled = committed
                    .getOrDefault(PlaylistTopology.PUBLISHED_THROUGH, Map.of())
                    .get("settled-" + partition);
            return settled instanceof Long offset && offset > source.offset();
        }

        Map<String, Object> committedEdited() {
            return committed.getOrDefault(PlaylistTopology.EDITED_TRACKS, Map.of());
        }

        private NeighbourCounting running() {
            return running(counting);
        }

        private static <T> T running(@Nullable T part) {
            if (part == null) {
                throw new AssertionError("The task was never opened");
            }
            return part;
        }

        private static <V> void put(Map<String, V> table, String key, @Nullable V value) {
            if (value == null) {
                table.remove(key);
            } else {
                table.put(key, value);
            }
        }
    }
}
