package dev.segue.indexer.building;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.InputOffsets;
import dev.segue.domain.Provenance;
import dev.segue.domain.SegueException;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.TrackVectors;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.ArtefactStore.Published;
import dev.segue.platform.ArtefactStore.Staged;
import dev.segue.platform.CodeVersion;
import dev.segue.platform.Digests;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.search.VectorRecall;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes snapshots and takes old ones away. A snapshot is announced only when it is complete in the store, and leaves
/// the store only after it was withdrawn, so that what is on offer can be opened.
final class SnapshotPublisher {

    static final String KIND = "indexes";

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotPublisher.class);
    private static final long NO_CHANCE = 0;
    private static final int ID_DIGITS = 12;
    /// To be raised when the same input gives other files.
    private static final int LAYOUT = 4;

    private final ArtefactStore store;
    private final IndexReleaseProducer producer;
    private final Releases releases;
    private final VectorSegments segments;
    private final InstantSource clock;
    private final int keep;

    SnapshotPublisher(
            ArtefactStore store,
            IndexReleaseProducer producer,
            Releases releases,
            VectorSegments segments,
            InstantSource clock,
            int keep) {
        this.segments = segments;
        this.store = store;
        this.producer = producer;
        this.releases = releases;
        this.clock = clock;
        this.keep = keep;
    }

    /// The model, after every digest of its bundle was checked and its golden questions were asked.
    ///
    /// @return the caller's to close
    /// @throws SegueException `ARTEFACT_CORRUPT` or `MODEL_REFUSED`
    ModelBundle verified(ModelRelease model) {
        Published published = store.open(model.getLocation(), model.getManifestSha256());
        ModelBundle bundle = ModelBundle.open(published.directory());
        try {
            TrackVectors vectors = bundle.vectors();
            if (vectors.dimension() != model.getDimension() || vectors.size() != model.getTracks()) {
                throw new SegueException(
                        ErrorCode.MODEL_REFUSED,
                        "Model " + model.getModelId() + ": its release says " + model.getTracks() + " tracks × "
                                + model.getDimension() + ", its bundle has " + vectors.size() + " × "
                                + vectors.dimension());
            }
            return bundle;
        } catch (RuntimeException e) {
            bundle.close();
            throw e;
        }
    }

    /// Does what takes long and can be done before the content is held still.
    ///
    /// @param held guards the content
    void prepare(ModelRelease model, ModelBundle bundle, LiveContent content, Lock held) {
        segments.prepare(model.getManifestSha256(), bundle, content.corpus(), held);
    }

    /// Writes, publishes and announces a snapshot of the content, then lets old ones go.
    ///
    /// @param at up to where the content has read its topics
    ///
    /// @throws SegueException `INTERNAL` when its vectors are not found well enough; nothing is announced then
    IndexRelease publish(ModelRelease model, ModelBundle bundle, LiveContent content, InputOffsets at)
            throws InterruptedException {
        TrackVectors vectors = bundle.vectors();
        var provenance = new Provenance(
                at,
                Digests.sha256("layout " + LAYOUT + "\nmodel " + model.getManifestSha256() + "\n" + segments.settings()
                        + "\n"),
                CodeVersion.current(),
                NO_CHANCE);
        Staged staged = store.stage(KIND, id(provenance));
        int tracks = content.write(staged.directory(), vectors.trackIds(), vectors.dimension(), vectors.rows());
        int playlists = content.extent().playlists();
        VectorRecall recall = segments.write(model.getManifestSha256(), bundle, content.corpus(), staged.directory());
        var attributes = new HashMap<>(recall.attributes());
        attributes.put("modelId", model.getModelId());
        attributes.put("modelManifestSha256", model.getManifestSha256());
        attributes.put("playlists", Integer.toString(playlists));
        attributes.put("tracks", Integer.toString(tracks));
        attributes.put("vectors", Integer.toString(vectors.size()));
        attributes.put("dimension", Integer.toString(vectors.dimension()));
        Published published = store.publish(staged, provenance, attributes);
        IndexRelease release = IndexRelease.newBuilder()
                .setIndexId(published.manifest().id())
                .setModelId(model.getModelId())
                .setPlaylists(playlists)
                .setTracks(tracks)
                .setLocation(published.location())
                .setManifestSha256(published.manifestSha256())
                .setBytes(published.manifest().bytes())
                .setInputOffsets(wire(at))
                .setConfigurationHash(provenance.configurationHash())
                .setCodeVersion(provenance.codeVersion())
                .setSeed(provenance.seed())
                .setCreatedAt(clock.instant())
                .build();
        producer.announce(release);
        releases.announced(release);
        content.snapshotAnnounced(at);
        letOldOnesGo();
        return release;
    }

    /// Removes what a process that was killed left behind: half a snapshot, one that was never announced, or one that
    /// was withdrawn but not yet deleted. To be called when all announcements have been read.
    void cleanUp() {
        store.cleanStaging(KIND);
        Set<String> announced = new HashSet<>();
        releases.indexes().forEach(release -> announced.add(release.getIndexId()));
        for (String id : store.ids(KIND)) {
            if (!announced.contains(id)) {
                LOG.info("Index {} is not on offer: its folder is removed", id);
                store.delete(KIND + "/" + id);
            }
        }
    }

    /// The newest stay, and the newest of every model in use, however old it is.
    private void letOldOnesGo() throws InterruptedException {
        List<IndexRelease> indexes = releases.indexes();
        Set<String> inUse = releases.modelsInUse();
        for (int i = 0; i < indexes.size(); i++) {
            IndexRelease old = indexes.get(i);
            boolean newestInUse = inUse.remove(old.getModelId());
            if (i >= keep && !newestInUse) {
                producer.withdraw(old.getIndexId());
                releases.withdrawn(old.getIndexId());
                store.delete(KIND + "/" + old.getIndexId());
                LOG.info("Index {} was superseded and is gone", old.getIndexId());
            }
        }
    }

    /// Snapshots made from the same offsets by the same code for the same model have the same id.
    private static String id(Provenance provenance) {
        String digest = Digests.sha256(provenance.inputs() + "\n" + provenance.configurationHash() + "\n"
                + provenance.codeVersion() + "\n" + provenance.seed());
        return "index-" + digest.substring(0, ID_DIGITS);
    }

    static Map<String, Map<String, Long>> wire(InputOffsets offsets) {
        var wire = new HashMap<String, Map<String, Long>>();
        offsets.byTopic().forEach((topic, partitions) -> {
            var byPartition = new HashMap<String, Long>();
            partitions.forEach((partition, offset) -> byPartition.put(Integer.toString(partition), offset));
            wire.put(topic, byPartition);
        });
        return wire;
    }

    static InputOffsets read(Map<String, Map<String, Long>> wire) {
        var byTopic = new HashMap<String, Map<Integer, Long>>();
        wire.forEach((topic, partitions) -> {
            var byPartition = new HashMap<Integer, Long>();
            partitions.forEach((partition, offset) -> byPartition.put(Integer.valueOf(partition), offset));
            byTopic.put(topic, byPartition);
        });
        return new InputOffsets(byTopic);
    }
}
