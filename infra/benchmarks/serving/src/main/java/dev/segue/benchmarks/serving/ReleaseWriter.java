package dev.segue.benchmarks.serving;

import dev.segue.benchmarks.counting.Load;
import dev.segue.corpus.Corpus;
import dev.segue.domain.InputOffsets;
import dev.segue.domain.Provenance;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.modelbundle.TrackVectors;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.ArtefactStore.Published;
import dev.segue.recommending.VectorSpace;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.search.IndexSnapshot;
import dev.segue.search.TrackSearch;
import dev.segue.search.TrackSegments;
import dev.segue.search.VectorIndex;
import dev.segue.search.VectorRecall;
import dev.segue.search.VectorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// A process that writes and announces what trainer and indexer would have made of [MadeUpMusic], or announces what an
/// earlier one wrote.
///
/// Arguments: store of artefacts, folder to work in, bootstrap servers, playlists, tracks; then the ids of
/// the model and of the index and the number of its mind ([MadeUpMusic#vector]), where they are not the
/// usual ones. Says one line: bytes of both, recall@10 of the vectors, and how widely they are searched for it.
public final class ReleaseWriter {

    static final String DONE = "released";

    static final String MODEL = "made-up-model";
    static final String INDEX = "made-up-index";
    private static final int QUESTIONS = 200;
    private static final Instant WHEN = Instant.parse("2026-03-01T12:00:00Z");

    private ReleaseWriter() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        var store = new ArtefactStore(Path.of(arguments[0]));
        Path folder = Path.of(arguments[1]);
        var music = new MadeUpMusic(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
        boolean named = arguments.length > 5;
        String modelId = named ? arguments[5] : MODEL;
        String indexId = named ? arguments[6] : INDEX;
        int mind = named ? Integer.parseInt(arguments[7]) : 0;
        Published model = store.intact("models/" + modelId);
        Published index = store.intact("indexes/" + indexId);
        if (model == null || index == null) {
            Corpus corpus = corpus(music);
            TrackVectors vectors = vectors(music, mind);
            if (model == null) {
                var stagedModel = store.stage("models", modelId);
                ModelBundle.write(
                        stagedModel.directory(),
                        vectors,
                        PlaylistEncoding.mean(vectors.dimension()),
                        Optional.empty(),
                        Optional.of(MadeUpFactors.of(vectors.rows(), vectors.dimension())),
                        Optional.of(MadeUpRanker.fit(mind, folder.resolve("titles"))),
                        1);
                model = store.publish(stagedModel, provenance(), Map.of());
            }
            var staged = store.stage("indexes", indexId);
            try (TrackSearch search = TrackSearch.open(Files.createDirectories(folder.resolve("search")))) {
                music.write(search);
                IndexSnapshot.write(
                        staged.directory(), corpus, search, vectors.trackIds(), vectors.dimension(), vectors.rows());
            }
            Path segments = Path.of(arguments[0] + "-segments").resolve(modelId);
            var attributes =
                    new HashMap<>(ship(vectors, segments, staged.directory()).attributes());
            attributes.put("modelId", modelId);
            attributes.put("modelManifestSha256", model.manifestSha256());
            attributes.put("vectors", Integer.toString(vectors.size()));
            attributes.put("dimension", Integer.toString(vectors.dimension()));
            index = store.publish(staged, provenance(), attributes);
        }
        Map<String, Object> ofModel =
                Map.of("modelId", modelId, "model", "infonce", "dimension", MadeUpMusic.DIMENSION, "metrics", Map.of());
        announce(arguments[2], Topics.MODEL_RELEASES, modelId, saying(new ModelRelease(), ofModel, model, music));
        Map<String, Object> ofIndex = Map.of("modelId", modelId, "indexId", indexId);
        announce(arguments[2], Topics.INDEX_RELEASES, indexId, saying(new IndexRelease(), ofIndex, index, music));
        VectorRecall recall = VectorRecall.of(index.manifest().attributes());
        System.out.println(
                DONE + " " + (model.manifest().bytes() + index.manifest().bytes()) + " " + recall.tracks() + " "
                        + recall.settings().searchWidth());
    }

    private static Corpus corpus(MadeUpMusic music) {
        var corpus = new Corpus();
        for (int playlist = 0; playlist < music.playlists(); playlist++) {
            corpus.upsert(Load.playlistId(playlist), corpus.internTracks(music.trackIdsOf(playlist)));
        }
        return corpus;
    }

    private static TrackVectors vectors(MadeUpMusic music, int mind) {
        List<String> ids = new ArrayList<>(music.tracks());
        float[] rows = new float[Math.multiplyExact(music.tracks(), MadeUpMusic.DIMENSION)];
        for (int track = 0; track < music.tracks(); track++) {
            ids.add(Load.trackId(track));
            System.arraycopy(music.vector(track, mind), 0, rows, track * MadeUpMusic.DIMENSION, MadeUpMusic.DIMENSION);
        }
        return new TrackVectors(ids, MadeUpMusic.DIMENSION, rows);
    }

    /// The model reads no titles, so that nobody asks for playlists by their vectors: those of the tracks are all.
    private static VectorRecall ship(TrackVectors vectors, Path folder, Path snapshot) {
        var settings = VectorSettings.DEFAULTS;
        var segments = new TrackSegments(folder, vectors.trackIds(), vectors.dimension(), vectors.rows(), settings);
        segments.index();
        int[] rows = new int[vectors.size()];
        Arrays.setAll(rows, row -> row);
        VectorSpace all = VectorSpace.of(rows, vectors.dimension(), vectors.rows());
        var measured = segments.ship(
                snapshot,
                (question, k) -> {
                    VectorSpace.Nearest nearest = all.nearest(question, k, row -> true);
                    return IntStream.range(0, nearest.tracks().length)
                            .mapToObj(i -> new VectorIndex.Near(
                                    vectors.trackIds().get(nearest.tracks()[i]), nearest.cosines()[i]))
                            .toList();
                },
                QUESTIONS);
        return VectorRecall.of(measured, VectorRecall.Measured.all(settings), settings);
    }

    private static Provenance provenance() {
        return new Provenance(InputOffsets.NONE, "made up", "benchmark", 1);
    }

    /// An announcement.
    ///
    /// @param own what announcements of models and of indexes do not have in common
    private static <T extends SpecificRecord> T saying(
            T release, Map<String, Object> own, Published published, MadeUpMusic music) {
        var values = new HashMap<String, Object>(own);
        values.put("tracks", music.tracks());
        values.put("playlists", music.playlists());
        values.put("location", published.location());
        values.put("manifestSha256", published.manifestSha256());
        values.put("bytes", published.manifest().bytes());
        values.put("inputOffsets", Map.of());
        values.put("configurationHash", "made up");
        values.put("codeVersion", "benchmark");
        values.put("seed", 1L);
        values.put("createdAt", WHEN);
        values.forEach((field, value) ->
                release.put(release.getSchema().getField(field).pos(), value));
        return release;
    }

    private static <T extends SpecificRecord> void announce(
            String bootstrapServers, Topic<T> topic, String key, T release)
            throws InterruptedException, ExecutionException {
        try (var producer = new KafkaProducer<String, T>(
                Map.of("bootstrap.servers", bootstrapServers),
                new StringSerializer(),
                AvroSerde.of(topic).serializer())) {
            producer.send(new ProducerRecord<>(topic.name(), key, release)).get();
        }
    }
}
