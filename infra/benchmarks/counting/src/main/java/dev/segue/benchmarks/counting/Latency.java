package dev.segue.benchmarks.counting;

import dev.segue.platform.KafkaSettings;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.PlaylistSnapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// How long it takes from a snapshot handed to the producer until a query of neighbours counts it, and
/// until a reader of committed records has a list that does. Looks at one partition of the lists, whose
/// tracks stand for all.
final class Latency {

    private static final int PARTITION = 0;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MILLI = 1_000_000;

    private Latency() {}

    /// Milliseconds, of every track of every playlist sent that the partition has.
    ///
    /// @param queried of every playlist sent: until queries count it; sorted
    /// @param all sorted
    /// @param unseen tracks of which no list came in time
    record Seen(double[] queried, double[] all, double[] firstOfPlaylist, long unseen) {

        static double quantile(double[] sorted, double q) {
            return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, q * sorted.length)];
        }
    }

    private record Sent(int playlist, String track, int source, long offset, long at) {}

    /// A snapshot acknowledged.
    private record Event(int source, long offset, long sentMillis) {}

    /// What queries counted from then on.
    private record Standing(long millis, long[] sources) {
        static Standing of(String line) {
            String[] parts = line.split(" ", 2);
            return new Standing(
                    Long.parseLong(parts[0]),
                    Arrays.stream(parts[1].split(",", -1))
                            .mapToLong(Long::parseLong)
                            .toArray());
        }

        boolean counts(Event event) {
            return event.source() < sources.length && sources[event.source()] > event.offset();
        }
    }

    /// @param perSecond playlists sent a second, evenly
    /// @param worker that tells its standings
    static Seen measure(KafkaSettings kafka, ChildJvm worker, Load load, int from, int perSecond, Duration length)
            throws InterruptedException {
        var standings = new ConcurrentLinkedQueue<Standing>();
        worker.follow("standing ", line -> standings.add(Standing.of(line)));
        var events = new ConcurrentLinkedQueue<Event>();
        var acknowledged = new ConcurrentLinkedQueue<Sent>();
        var over = new AtomicBoolean();
        try (var consumer =
                new KafkaConsumer<>(kafka.consumer("latency"), new StringDeserializer(), new ByteArrayDeserializer())) {
            var partition = new TopicPartition(Topics.TRACK_NEIGHBOURS.name(), PARTITION);
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            consumer.position(partition);
            Thread sender = Thread.ofPlatform()
                    .start(() -> send(kafka, load, from, perSecond, length, acknowledged, events, over));
            var waiting = new HashMap<String, Deque<Sent>>();
            var all = new ArrayList<Double>();
            var first = new HashMap<Integer, Double>();
            var decoder = AvroSerde.of(Topics.TRACK_NEIGHBOURS).deserializer();
            long open = 0;
            long deadline = Long.MAX_VALUE;
            while (open > 0 || !over.get() || !acknowledged.isEmpty()) {
                var records = consumer.poll(Duration.ofMillis(20));
                long now = System.nanoTime();
                for (Sent sent = acknowledged.poll(); sent != null; sent = acknowledged.poll()) {
                    waiting.computeIfAbsent(sent.track(), track -> new ArrayDeque<>())
                            .add(sent);
                    open++;
                }
                for (ConsumerRecord<String, byte[]> record : records) {
                    Deque<Sent> here = waiting.get(record.key());
                    if (here == null || record.value() == null) {
                        continue;
                    }
                    List<Long> sources = decoder.deserialize("", record.value()).getSourceOffsets();
                    long before = here.size();
                    here.removeIf(sent -> {
                        if (sources.get(sent.source()) <= sent.offset()) {
                            return false;
                        }
                        double milliseconds = (now - sent.at()) / (double) MILLI;
                        all.add(milliseconds);
                        first.merge(sent.playlist(), milliseconds, Math::min);
                        return true;
                    });
                    open -= before - here.size();
                }
                if (over.get() && deadline == Long.MAX_VALUE) {
                    deadline = now + PATIENCE.toNanos();
                }
                if (now > deadline) {
                    break;
                }
            }
            sender.join();
            return new Seen(queried(events, standings), sorted(all), sorted(first.values()), open);
        }
    }

    private static double[] queried(Collection<Event> events, Collection<Standing> standings) {
        List<Standing> told = List.copyOf(standings);
        return events.stream()
                .mapToDouble(event -> {
                    int low = 0;
                    int high = told.size();
                    while (low < high) {
                        int middle = (low + high) >>> 1;
                        if (told.get(middle).counts(event)) {
                            high = middle;
                        } else {
                            low = middle + 1;
                        }
                    }
                    return low == told.size()
                            ? Double.POSITIVE_INFINITY
                            : told.get(low).millis() - event.sentMillis();
                })
                .sorted()
                .toArray();
    }

    private static double[] sorted(Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private static void send(
            KafkaSettings kafka,
            Load load,
            int from,
            int perSecond,
            Duration length,
            ConcurrentLinkedQueue<Sent> acknowledged,
            ConcurrentLinkedQueue<Event> events,
            AtomicBoolean over) {
        long total = perSecond * length.toSeconds();
        var partitions = new dev.segue.preprocessor.stream.Partitions(
                Topics.PLAYLIST_SNAPSHOTS.partitions(), Topics.TRACK_NEIGHBOURS.partitions());
        Map<String, Object> settings = kafka.producer("latency");
        settings.put("linger.ms", 5);
        try (var producer = new KafkaProducer<>(
                settings,
                new StringSerializer(),
                AvroSerde.of(Topics.PLAYLIST_SNAPSHOTS).serializer())) {
            long start = System.nanoTime();
            for (int i = 0; i < total; i++) {
                int playlist = from + i;
                PlaylistSnapshot snapshot = load.snapshot(playlist);
                long due = start + i * 1_000_000_000L / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long at = System.nanoTime();
                long millis = InstantSource.system().millis();
                producer.send(
                        new ProducerRecord<>(Topics.PLAYLIST_SNAPSHOTS.name(), snapshot.getPlaylistId(), snapshot),
                        (metadata, failure) -> {
                            if (failure != null) {
                                throw new IllegalStateException(failure);
                            }
                            events.add(new Event(metadata.partition(), metadata.offset(), millis));
                            snapshot.getTracks().stream()
                                    .filter(track -> partitions.owner(track.getTrackId()) == PARTITION)
                                    .forEach(track -> acknowledged.add(new Sent(
                                            playlist,
                                            track.getTrackId(),
                                            metadata.partition(),
                                            metadata.offset(),
                                            at)));
                        });
            }
        } finally {
            over.set(true);
        }
    }
}
