package dev.segue.preprocessor.stream;

import dev.segue.platform.KafkaSettings;
import dev.segue.preprocessor.cleaning.Filters;
import dev.segue.preprocessor.cleaning.Filters.UnknownSaves;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.testkit.Broker;
import dev.segue.testkit.Eventually;
import dev.segue.testkit.Playlists;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// How fast the preprocessor is: generated playlists through the topology on a real broker in the same process.
/// Arguments: playlists (5000), tracks a playlist (99), tracks in all (200000).
///
/// The law: 200 clusters; a track of a playlist is from its cluster with probability 0.8; within a set of tracks the
/// rank is drawn from a flattened power law, so that the most frequent track is in some percent of the playlists.
final class GeneratedLoad {

    private static final int CLUSTERS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private GeneratedLoad() {}

    public static void main(String[] arguments) throws Exception {
        int playlists = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
        int length = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 99;
        int tracks = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 200_000;
        Path state = Files.createTempDirectory("segue-load");
        var ownership = new AnchorOwnership(Topics.TRACK_NEIGHBOURS.partitions());
        var settings = new PlaylistSettings(
                new Filters(15, UnknownSaves.KEEP, 3, 5_000),
                new NeighbourRules(10, 100, 1),
                Duration.ofMillis(200),
                Duration.ofMillis(100),
                Duration.ofSeconds(1));
        var corpus = new CountedCorpus(
                settings.neighbours(),
                ownership.partitions(),
                ownership::owner,
                Topics.PLAYLIST_SNAPSHOTS.partitions());
        try (var broker = Broker.start()) {
            var kafka = new KafkaSettings(broker.bootstrapServers(), Optional.empty(), Map.of());
            produce(kafka, playlists, length, tracks);
            try (var streams = new PlaylistStreams(
                            kafka,
                            settings,
                            state,
                            2,
                            Duration.ofMillis(200),
                            ownership,
                            corpus,
                            InstantSource.system());
                    var statistics = new CommittedStatistics(kafka);
                    var backlog = new Backlog(kafka)) {
                statistics.start();
                streams.start((running, now) -> {});
                Eventually.eventually(PATIENCE, () -> streams.state().equals("RUNNING"));
                long start = System.nanoTime();
                Eventually.eventually(
                        PATIENCE, () -> backlog.snapshots(statistics.total().inputOffsets()) == 0);
                print("clean", playlists, start);
                Eventually.eventually(PATIENCE, () -> backlog.edits() == 0);
                print("count", playlists, start);
                System.out.printf("pending %d of %d tracks%n", corpus.pending(), corpus.catalogueTracks());
                Eventually.eventually(PATIENCE, () -> corpus.pending() == 0);
                print("publish", playlists, start);
                System.out.printf(
                        "tracks %d, lists written %d%n",
                        corpus.catalogueTracks(),
                        broker.endOffsets(Topics.TRACK_NEIGHBOURS).values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
            }
        }
    }

    private static void print(String stage, int playlists, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%s: all through after %.1f s, %.0f playlists/s%n", stage, seconds, playlists / seconds);
    }

    private static void produce(KafkaSettings kafka, int playlists, int length, int tracks) {
        var random = new Random(1);
        long start = System.nanoTime();
        try (var producer = new KafkaProducer<>(
                kafka.producer("load"),
                new StringSerializer(),
                AvroSerde.of(Topics.PLAYLIST_SNAPSHOTS).serializer())) {
            for (int i = 0; i < playlists; i++) {
                String id = "load:" + i;
                producer.send(new ProducerRecord<>(
                        Topics.PLAYLIST_SNAPSHOTS.name(),
                        id,
                        Playlists.playlist(id).titled("Load " + i).of(tracks(random, length, tracks))));
            }
        }
        print("produce", playlists, start);
    }

    private static List<SnapshotTrack> tracks(Random random, int length, int tracks) {
        int cluster = random.nextInt(CLUSTERS);
        int size = tracks / CLUSTERS;
        var chosen = new LinkedHashSet<Integer>();
        while (chosen.size() < length) {
            boolean own = random.nextInt(5) > 0;
            int within = own ? size : tracks;
            int rank = (int) (within * Math.pow(random.nextDouble(), 2.5));
            chosen.add(own ? rank * CLUSTERS + cluster : rank);
        }
        var list = new ArrayList<SnapshotTrack>(length);
        chosen.forEach(track -> list.add(Playlists.snapshotTrack("spotify:track:%022d".formatted(track))));
        return list;
    }
}
