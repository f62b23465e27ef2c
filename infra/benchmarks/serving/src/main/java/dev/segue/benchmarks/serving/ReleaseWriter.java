package dev.segue.benchmarks.serving;

import dev.segue.benchmarks.counting.Load;
import dev.segue.corpus.Corpus;
import dev.segue.domain.InputOffsets;
import dev.segue.domain.Provenance;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.TrackVectors;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.ArtefactStore.Published;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Topic;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.search.IndexSnapshot;
import dev.segue.search.TrackSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// A process that writes and announces what trainer and indexer would have made of [MadeUpMusic], or announces what an
/// earlier one wrote.
///
/// Arguments: store of artefacts, folder to work in, bootstrap servers, playlists, tracks.
public final class ReleaseWriter {

    static final String DONE = "released";

    private static final String MODEL = "made-up-model";
    private static final String INDEX = "made-up-index";
    private static final Instant WHEN = Instant.parse("2026-03-01T12:00:00Z");

    private ReleaseWriter() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        var store = new ArtefactStore(Path.of(arguments[0]));
        Path folder = Path.of(arguments[1]);
        var music = new MadeUpMusic(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
        Published model = store.intact("models/" + MODEL);
        Published index = store.intact("indexes/" + INDEX);
        if (model == null || index == null) {
            Corpus corpus = corpus(music);
            TrackVectors vectors = vectors(music);
            var stagedModel = store.stage("models", MODEL);
            ModelBundle.write(stagedModel.directory(), vectors, 1);
            model = store.publish(stagedModel, provenance(), Map.of());
            var staged = store.stage("indexes", INDEX);
            try (TrackSearch search = TrackSearch.open(Files.createDirectories(folder.resolve("search")))) {
                music.write(search);
                IndexSnapshot.write(
                        staged.directory(), corpus, search, vectors.trackIds(), vectors.dimension(), vectors.rows());
            }
            index = store.publish(
                    staged,
                    provenance(),
                    Map.of(
                            "modelId", MODEL,
                            "modelManifestSha256", model.manifestSha256(),
                            "vectors", Integer.toString(vectors.size()),
                            "dimension", Integer.toString(vectors.dimension())));
        }
        announce(arguments[2], Topics.MODEL_RELEASES, MODEL, modelRelease(model, music));
        announce(arguments[2], Topics.INDEX_RELEASES, INDEX, indexRelease(index, music));
        System.out.println(
                DONE + " " + (model.manifest().bytes() + index.manifest().bytes()));
    }

    private static Corpus corpus(MadeUpMusic music) {
        var corpus = new Corpus();
        for (int playlist = 0; playlist < music.playlists(); playlist++) {
            corpus.upsert(Load.playlistId(playlist), corpus.internTracks(music.trackIdsOf(playlist)));
        }
        return corpus;
    }

    private static TrackVectors vectors(MadeUpMusic music) {
        List<String> ids = new ArrayList<>(music.tracks());
        float[] rows = new float[Math.multiplyExact(music.tracks(), MadeUpMusic.DIMENSION)];
        for (int track = 0; track < music.tracks(); track++) {
            ids.add(Load.trackId(track));
            System.arraycopy(music.vector(track), 0, rows, track * MadeUpMusic.DIMENSION, MadeUpMusic.DIMENSION);
        }
        return new TrackVectors(ids, MadeUpMusic.DIMENSION, rows);
    }

    private static Provenance provenance() {
        return new Provenance(InputOffsets.NONE, "made up", "benchmark", 1);
    }

    private static ModelRelease modelRelease(Published model, MadeUpMusic music) {
        return ModelRelease.newBuilder()
                .setModelId(MODEL)
                .setModel("infonce")
                .setDimension(MadeUpMusic.DIMENSION)
                .setTracks(music.tracks())
                .setPlaylists(music.playlists())
                .setMetrics(Map.of())
                .setLocation(model.location())
                .setManifestSha256(model.manifestSha256())
                .setBytes(model.manifest().bytes())
                .setInputOffsets(Map.of())
                .setConfigurationHash("made up")
                .setCodeVersion("benchmark")
                .setSeed(1)
                .setCreatedAt(WHEN)
                .build();
    }

    private static IndexRelease indexRelease(Published index, MadeUpMusic music) {
        return IndexRelease.newBuilder()
                .setIndexId(INDEX)
                .setModelId(MODEL)
                .setPlaylists(music.playlists())
                .setTracks(music.tracks())
                .setLocation(index.location())
                .setManifestSha256(index.manifestSha256())
                .setBytes(index.manifest().bytes())
                .setInputOffsets(Map.of())
                .setConfigurationHash("made up")
                .setCodeVersion("benchmark")
                .setSeed(1)
                .setCreatedAt(WHEN)
                .build();
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
