package dev.segue.benchmarks.serving;

import dev.segue.benchmarks.counting.Load;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CleanPlaylist;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// How long after it was sent a playlist is in what is served: among new playlists, now and then one of two tracks that
/// never met, whose meeting is asked for until it is told.
final class Freshness {

    private static final int EVERY_MILLIS = 400;
    private static final long PATIENCE = 30_000_000_000L;

    private final MadeUpMusic music;
    private final RunningRecommender recommender;
    private final String bootstrapServers;

    /// Seconds from the event to the answer, sorted.
    record Times(double[] neighbours, double[] continuation) {}

    Freshness(MadeUpMusic music, RunningRecommender recommender, String bootstrapServers) {
        this.music = music;
        this.recommender = recommender;
        this.bootstrapServers = bootstrapServers;
    }

    /// @param rate playlists a second beside the canaries
    /// @param first number of a canary: one that was sent before measures nothing
    /// @param canaries how many
    Times measure(int rate, int first, int canaries) throws IOException, InterruptedException {
        try (var producer = new KafkaProducer<String, CleanPlaylist>(
                Map.of("bootstrap.servers", bootstrapServers),
                new StringSerializer(),
                AvroSerde.of(Topics.PLAYLISTS).serializer())) {
            var ingest = Thread.ofPlatform().daemon().start(() -> ingest(producer, rate, first));
            try {
                return watch(producer, first, canaries);
            } finally {
                ingest.interrupt();
                ingest.join();
            }
        }
    }

    private void ingest(KafkaProducer<String, CleanPlaylist> producer, int rate, int first) {
        long start = System.nanoTime();
        for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
            long due = start + (long) (i * 1e9 / rate);
            LockSupport.parkNanos(due - System.nanoTime());
            int playlist = 2 * music.playlists() + 1000 * first + i;
            send(producer, Load.playlistId(playlist), music.title(playlist), music.trackIdsOf(playlist));
        }
    }

    private Times watch(KafkaProducer<String, CleanPlaylist> producer, int first, int canaries)
            throws IOException, InterruptedException {
        double[] neighbours = new double[canaries];
        double[] continuation = new double[canaries];
        for (int i = 0; i < canaries; i++) {
            int canary = first + i;
            // Two tracks from the ends of two clusters' lists: hardly any playlist holds either.
            String one = Load.trackId(music.tracks() - 1 - canary);
            String other = Load.trackId(music.tracks() - 1 - 100_000 % music.tracks() / 2 - 101 - canary);
            long sent = System.nanoTime();
            send(producer, "load:canary-" + canary, "canary", List.of(one, other));
            neighbours[i] = until(sent, other, "/v1/tracks/" + one + "/neighbours?limit=500", null);
            continuation[i] = until(sent, other, "/v1/recommendations", "{\"seeds\":[\"" + one + "\"],\"limit\":500}");
            LockSupport.parkNanos(EVERY_MILLIS * 1_000_000L);
        }
        Arrays.sort(neighbours);
        Arrays.sort(continuation);
        return new Times(neighbours, continuation);
    }

    private double until(long sent, String expected, String path, @org.jspecify.annotations.Nullable String body)
            throws IOException, InterruptedException {
        while (System.nanoTime() - sent < PATIENCE) {
            String answer = (body == null ? recommender.get(path) : recommender.post(path, body)).body();
            if (answer.contains("\"" + expected + "\"")) {
                return (System.nanoTime() - sent) / 1e9;
            }
            LockSupport.parkNanos(5_000_000);
        }
        return Double.POSITIVE_INFINITY;
    }

    private static void send(
            KafkaProducer<String, CleanPlaylist> producer, String id, String title, List<String> tracks) {
        producer.send(new ProducerRecord<>(
                Topics.PLAYLISTS.name(),
                id,
                CleanPlaylist.newBuilder()
                        .setPlaylistId(id)
                        .setSource("load")
                        .setVersion(1)
                        .setTitle(title)
                        .setDescription(null)
                        .setKeyword(null)
                        .setUrl(null)
                        .setOwner(null)
                        .setSaves(100L)
                        .setModifiedAt(null)
                        .setTracks(tracks)
                        .setSourcePartition(0)
                        .setSourceOffset(0)
                        .build()));
    }
}
