package dev.segue.recommender.serving;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.ArtefactStore.Published;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.search.IndexSnapshot;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens releases and refuses what is damaged: every digest is checked, the model's golden questions are asked. A
/// release that was refused is not tried again; the next older one is.
final class ReleaseLoader {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseLoader.class);
    private static final String MODEL_ID = "modelId";
    private static final String MODEL_DIGEST = "modelManifestSha256";

    private final ArtefactStore store;
    private final Releases releases;
    private final RecommenderMetrics metrics;
    private final Set<String> refused = new HashSet<>();

    ReleaseLoader(ArtefactStore store, Releases releases, RecommenderMetrics metrics) {
        this.store = store;
        this.releases = releases;
        this.metrics = metrics;
    }

    /// An opened bundle with the releases it came by.
    record Loaded(String modelId, String indexId, ModelBundle bundle) {}

    /// The newest snapshot that holds; an empty one when none does.
    Snapshot newestSnapshot() {
        for (IndexRelease release : releases.indexes()) {
            Optional<Snapshot> snapshot = attempt("index", release.getIndexId(), () -> snapshot(release));
            if (snapshot.isPresent()) {
                LOG.info(
                        "Live state starts from index {} at {}",
                        release.getIndexId(),
                        snapshot.get().offsets());
                return snapshot.get();
            }
        }
        LOG.info("No index snapshot to start from: the live state is built from the topics");
        return new Snapshot.Nothing();
    }

    /// The newest release whose index and model hold.
    ///
    /// @param current answered as empty, and so is anything older: there is nothing to swap to
    Optional<Loaded> newerThan(Optional<Serving> current) {
        for (IndexRelease release : releases.indexes()) {
            if (current.filter(serving -> serving.indexId().equals(release.getIndexId()))
                    .isPresent()) {
                return Optional.empty();
            }
            // A model may be read after the index that names it: then its turn comes with the next release read.
            Optional<Loaded> loaded = releases.model(release.getModelId())
                    .flatMap(model -> attempt("model", release.getIndexId(), () -> open(release, model)));
            if (loaded.isPresent()) {
                return loaded;
            }
        }
        return Optional.empty();
    }

    private Snapshot snapshot(IndexRelease release) {
        Published published = store.open(release.getLocation(), release.getManifestSha256());
        return new Snapshot.Held(
                IndexSnapshot.open(published.directory()),
                published.manifest().provenance().inputs());
    }

    private Loaded open(IndexRelease release, ModelRelease model) {
        var attributes = store.open(release.getLocation(), release.getManifestSha256())
                .manifest()
                .attributes();
        if (!model.getModelId().equals(attributes.get(MODEL_ID))
                || !model.getManifestSha256().equals(attributes.get(MODEL_DIGEST))) {
            throw new SegueException(
                    ErrorCode.MODEL_REFUSED,
                    "Index " + release.getIndexId() + " is refused: expected it made with model " + model.getModelId()
                            + " of manifest " + model.getManifestSha256() + ", got " + attributes);
        }
        Published bundle = store.open(model.getLocation(), model.getManifestSha256());
        return new Loaded(model.getModelId(), release.getIndexId(), ModelBundle.open(bundle.directory()));
    }

    private <T> Optional<T> attempt(String kind, String indexId, Supplier<T> opening) {
        String attempt = kind + " of " + indexId;
        if (refused.contains(attempt)) {
            return Optional.empty();
        }
        try {
            return Optional.of(opening.get());
        } catch (SegueException e) {
            LOG.error("Refused the {}: {}", attempt, e.getMessage());
            refused.add(attempt);
            metrics.refused(kind, e.code());
            return Optional.empty();
        }
    }
}
