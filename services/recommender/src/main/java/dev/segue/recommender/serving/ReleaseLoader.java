package dev.segue.recommender.serving;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.modelbundle.FactorTable;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.ModelEncoders;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.ArtefactStore.Published;
import dev.segue.recommender.live.LiveCorpus;
import dev.segue.recommending.FactorModel;
import dev.segue.recommending.ModelTrial;
import dev.segue.recommending.RankerTrial;
import dev.segue.recommending.VectorModel;
import dev.segue.recommending.VectorSpace;
import dev.segue.recommending.ranking.CandidateRanker;
import dev.segue.recommending.ranking.Ranker;
import dev.segue.recommending.ranking.TrackFactors;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.search.FolderTree;
import dev.segue.search.IndexSnapshot;
import dev.segue.search.Shipment;
import dev.segue.search.ShippedGraph;
import dev.segue.search.VectorRecall;
import dev.segue.search.VectorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens releases and refuses what is damaged: every digest is checked, shapes are compared, the model's golden
/// questions are asked, and then questions whose answers the live playlists know. A release that was refused is not
/// tried again.
final class ReleaseLoader {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseLoader.class);
    private static final String MODEL_ID = "modelId";
    private static final String MODEL_DIGEST = "modelManifestSha256";
    private static final String VECTORS = "vectors";
    private static final String DIMENSION = "dimension";
    private static final int QUESTIONS = 48;
    private static final int CHUNK = 1024;

    private final ArtefactStore store;
    private final Releases releases;
    private final RecommenderMetrics metrics;
    private final double trialFloor;
    private final boolean secondStage;
    private final Path workingFolder;
    private final Shipment shipment = new Shipment();
    private final AtomicInteger opened = new AtomicInteger();
    private final Map<String, Published> checked = new ConcurrentHashMap<>();
    private final Map<String, String> refused = new ConcurrentHashMap<>();

    /// @param trialFloor a model is refused that finds less than this share of what the active one finds
    /// @param secondStage whether a model's second stage is used
    /// @param workingFolder for the vector indexes of open releases; emptied
    ReleaseLoader(
            ArtefactStore store,
            Releases releases,
            RecommenderMetrics metrics,
            double trialFloor,
            boolean secondStage,
            Path workingFolder) {
        FolderTree.delete(workingFolder);
        this.workingFolder = workingFolder;
        this.store = store;
        this.releases = releases;
        this.metrics = metrics;
        this.trialFloor = trialFloor;
        this.secondStage = secondStage;
    }

    /// The newest snapshot that holds; an empty one when none does.
    Snapshot newestSnapshot() {
        for (IndexRelease release : releases.indexes()) {
            Optional<Snapshot> snapshot = attempt("index", release.getIndexId(), () -> Optional.of(snapshot(release)));
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

    /// The newest release whose index and model hold and that stands its trial against the active model.
    ///
    /// @param open models that are open already: none is opened twice
    /// @param triedOut models that have another role: they do not become active by themselves
    Optional<Serving> newest(Arms open, Set<String> triedOut, LiveCorpus corpus) {
        Optional<Serving> incumbent = open.active().filter(this::isOnOffer);
        for (IndexRelease release : releases.indexes()) {
            if (triedOut.contains(release.getModelId())) {
                continue;
            }
            Optional<Serving> found = held(release, open);
            if (found.isEmpty()) {
                found = attempt("model", release.getIndexId(), () -> proven(release, corpus, incumbent));
            }
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// A model by its newest release that holds. It stands its trial, but need not be as good as the active one: it is
    /// an operator who wants it.
    Optional<Serving> of(String modelId, Arms open, LiveCorpus corpus) {
        for (IndexRelease release : releases.indexes()) {
            if (release.getModelId().equals(modelId)) {
                Optional<Serving> found = held(release, open);
                if (found.isEmpty()) {
                    found = attempt("model", release.getIndexId(), () -> proven(release, corpus, Optional.empty()));
                }
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /// Puts a model that is on offer to the trial it has to stand before it answers all.
    ///
    /// @throws SegueException MODEL_REFUSED, ARTEFACT_CORRUPT, or NOT_FOUND when no index of it is on offer
    void requireFit(String modelId, Arms open, LiveCorpus corpus) {
        IndexRelease release = releases.indexes().stream()
                .filter(index -> index.getModelId().equals(modelId))
                .findFirst()
                .orElseThrow(() -> new SegueException(
                        ErrorCode.NOT_FOUND, "Model " + modelId + " is not on offer with an index of its vectors"));
        Optional<Serving> held = held(release, open);
        Serving candidate = held.orElseGet(() -> opened(release, corpus));
        try {
            requireStands(candidate, corpus, open.active());
        } finally {
            if (held.isEmpty()) {
                candidate.close();
            }
        }
    }

    /// Why a model's releases were refused; empty while none was.
    Optional<String> refusal(String modelId) {
        return releases.indexes().stream()
                .filter(index -> index.getModelId().equals(modelId))
                .flatMap(index -> Optional.ofNullable(refused.get("model of " + index.getIndexId())).stream())
                .findFirst();
    }

    /// Whether the index that brought a model was not withdrawn.
    boolean isOnOffer(Serving serving) {
        return releases.indexes().stream().anyMatch(index -> index.getIndexId().equals(serving.indexId()));
    }

    private static Optional<Serving> held(IndexRelease release, Arms open) {
        return open.open().stream()
                .filter(serving -> serving.indexId().equals(release.getIndexId())
                        && serving.modelId().equals(release.getModelId()))
                .findFirst();
    }

    /// An index, its digests checked once for the snapshot and the vectors that it brings: they never change.
    private Published index(IndexRelease release) {
        return checked.computeIfAbsent(
                release.getManifestSha256(), digest -> store.open(release.getLocation(), digest));
    }

    private Snapshot snapshot(IndexRelease release) {
        Published published = index(release);
        return new Snapshot.Held(
                IndexSnapshot.open(published.directory()),
                published.manifest().provenance().inputs());
    }

    private Optional<Serving> proven(IndexRelease release, LiveCorpus corpus, Optional<Serving> incumbent) {
        // A model may be read after the index that names it: then its turn comes with the next release read.
        if (releases.model(release.getModelId()).isEmpty()) {
            return Optional.empty();
        }
        Serving candidate = opened(release, corpus);
        try {
            requireStands(candidate, corpus, incumbent);
            return Optional.of(candidate);
        } catch (RuntimeException e) {
            candidate.close();
            throw e;
        }
    }

    private Serving opened(IndexRelease release, LiveCorpus corpus) {
        ModelRelease model = releases.model(release.getModelId())
                .orElseThrow(() ->
                        new SegueException(ErrorCode.NOT_FOUND, "Model " + release.getModelId() + " is not on offer"));
        Published index = index(release);
        var attributes = index.manifest().attributes();
        requireSame(release, MODEL_ID, model.getModelId(), attributes);
        requireSame(release, MODEL_DIGEST, model.getManifestSha256(), attributes);
        requireSame(release, VECTORS, Integer.toString(model.getTracks()), attributes);
        requireSame(release, DIMENSION, Integer.toString(model.getDimension()), attributes);
        Published published = store.open(model.getLocation(), model.getManifestSha256());
        ModelBundle bundle = ModelBundle.open(published.directory());
        try {
            var vectors = bundle.vectors();
            if (vectors.size() != model.getTracks() || vectors.dimension() != model.getDimension()) {
                throw new SegueException(
                        ErrorCode.MODEL_REFUSED,
                        "Model " + model.getModelId() + " is refused: expected " + model.getTracks() + " vectors of "
                                + model.getDimension() + " as its release says, got " + vectors.size() + " of "
                                + vectors.dimension());
            }
            int[] trackOfRow = ordinals(vectors.trackIds(), corpus);
            var space = VectorSpace.of(trackOfRow, vectors.dimension(), vectors.rows());
            ServedVectors indexed = vectors(index, space, corpus);
            try {
                indexed.requireOf(space, trackOfRow);
            } catch (RuntimeException e) {
                indexed.close();
                throw e;
            }
            ModelEncoders encoders = bundle.encoders();
            var nearest = indexed.nearestTracks(space);
            return new Serving(
                    model.getModelId(),
                    release.getIndexId(),
                    encoders,
                    new VectorModel(
                            space,
                            encoders::encode,
                            nearest,
                            bundle.factors().map(table -> factors(table, space)),
                            ranker(model.getModelId(), bundle)),
                    indexed);
        } catch (RuntimeException e) {
            bundle.close();
            throw e;
        }
    }

    private static TrackFactors factors(FactorTable table, VectorSpace space) {
        return new FactorModel(
                table.dimension(), table.factors(), table.steps(), table.gram(), table.ridge(), space::row);
    }

    /// The second stage of a model; empty where it has none or none is wanted.
    private Optional<CandidateRanker> ranker(String modelId, ModelBundle bundle) {
        if (!secondStage) {
            return Optional.empty();
        }
        try {
            Optional<Ranker> ranker = bundle.ranker().map(Ranker::read);
            LOG.info(
                    "Model {} ranks requests of {}",
                    modelId,
                    ranker.map(some -> some.orderings().keySet()).orElse(Set.of()));
            return ranker.map(CandidateRanker.class::cast);
        } catch (IllegalArgumentException e) {
            throw new SegueException(ErrorCode.MODEL_REFUSED, "Model " + modelId + " is refused: " + e.getMessage(), e);
        }
    }

    /// Brings the vector segments of an index to a folder of their own; what an open release has already is linked.
    private ServedVectors vectors(Published index, VectorSpace space, LiveCorpus corpus) {
        Path folder = workingFolder.resolve(index.manifest().id() + "-" + opened.incrementAndGet());
        List<Shipment.File> segments = index.manifest().files().stream()
                .filter(file -> file.path().startsWith(IndexSnapshot.TRACK_VECTORS + "/")
                        || file.path().startsWith(IndexSnapshot.PLAYLIST_VECTORS + "/"))
                .map(file -> new Shipment.File(file.path(), file.bytes(), file.sha256()))
                .toList();
        Path tracks = folder.resolve(IndexSnapshot.TRACK_VECTORS);
        try {
            VectorSettings settings =
                    VectorRecall.of(index.manifest().attributes()).settings();
            VectorRecall.require(index.manifest().id(), index.manifest().attributes());
            Shipment.Received received = shipment.receive(index.directory(), segments, folder);
            if (!segments.isEmpty()) {
                LOG.info(
                        "Vectors of index {}: {} files of {} bytes fetched, {} were here",
                        index.manifest().id(),
                        received.fetched(),
                        received.bytes(),
                        received.linked());
            }
            Optional<ShippedGraph> shipped = Files.isDirectory(tracks)
                    ? Optional.of(
                            ShippedGraph.open(tracks, space.dimension(), settings, ids -> rows(ids, space, corpus)))
                    : Optional.empty();
            if (shipped.isPresent() && shipped.get().size() != space.size()) {
                shipped.get().close();
                throw new SegueException(
                        ErrorCode.ARTEFACT_CORRUPT,
                        "Index " + index.manifest().id() + ": expected vectors of " + space.size() + " tracks, got "
                                + shipped.get().size());
            }
            return new ServedVectors(
                    folder, shipped, folder.resolve(IndexSnapshot.PLAYLIST_VECTORS), space.dimension(), settings);
        } catch (RuntimeException e) {
            FolderTree.delete(folder);
            throw e;
        }
    }

    /// In small pieces, so that readers and writers of the corpus get their turns.
    private static int[] ordinals(List<String> trackIds, LiveCorpus corpus) {
        int[] ordinals = new int[trackIds.size()];
        for (int from = 0; from < ordinals.length; from += CHUNK) {
            int start = from;
            int end = Math.min(ordinals.length, from + CHUNK);
            corpus.write(() -> System.arraycopy(
                    corpus.corpus().internTracks(trackIds.subList(start, end)), 0, ordinals, start, end - start));
        }
        return ordinals;
    }

    /// The rows of tracks in the model, below 0 of others.
    private static int[] rows(List<String> trackIds, VectorSpace space, LiveCorpus corpus) {
        return corpus.read(() -> trackIds.stream()
                .mapToInt(id -> space.row(corpus.corpus().trackOrdinal(id)))
                .toArray());
    }

    private static void requireSame(
            IndexRelease release, String attribute, String expected, Map<String, String> attributes) {
        String got = attributes.get(attribute);
        if (!expected.equals(got)) {
            throw new SegueException(
                    ErrorCode.MODEL_REFUSED,
                    "Index " + release.getIndexId() + " does not fit model " + release.getModelId() + ": " + attribute
                            + ": expected " + expected + ", got " + got);
        }
    }

    private void requireStands(Serving candidate, LiveCorpus corpus, Optional<Serving> incumbent) {
        List<ModelTrial.Question> questions = corpus.read(() -> ModelTrial.questions(corpus.corpus(), QUESTIONS));
        int hits = 0;
        int expected = 0;
        for (ModelTrial.Question question : questions) {
            ModelTrial.Answer answer = corpus.read(() -> ModelTrial.ask(question, candidate.model(), corpus.corpus()));
            if (!answer.finite()) {
                throw new SegueException(
                        ErrorCode.MODEL_REFUSED,
                        "Model " + candidate.modelId() + " is refused: expected a finite playlist vector, got one that"
                                + " is not, for " + question.seeds().size() + " live seeds");
            }
            hits += answer.hits();
            if (incumbent.isPresent()) {
                Serving active = incumbent.get();
                expected += corpus.read(() -> ModelTrial.ask(question, active.model(), corpus.corpus()))
                        .hits();
            }
        }
        LOG.info(
                "Model {} found {} hidden tracks of {} playlists{}",
                candidate.modelId(),
                hits,
                questions.size(),
                incumbent.isPresent() ? ", the active one " + expected : "");
        if (hits < trialFloor * expected) {
            throw new SegueException(
                    ErrorCode.MODEL_REFUSED,
                    "Model " + candidate.modelId() + " is refused: expected at least " + trialFloor + " of the "
                            + expected + " hidden tracks that the active model finds in " + questions.size()
                            + " live playlists, got " + hits);
        }
        requireOrders(candidate, corpus, questions);
    }

    /// Refuses a second stage that puts what the blend finds out of reach.
    private void requireOrders(Serving candidate, LiveCorpus corpus, List<ModelTrial.Question> questions) {
        if (candidate.model().ranker().isEmpty()) {
            return;
        }
        int blended = 0;
        int ranked = 0;
        for (ModelTrial.Question question : questions) {
            var answer = corpus.read(() -> RankerTrial.ask(question, candidate.model(), corpus.corpus()));
            blended += answer.blended();
            ranked += answer.ranked();
        }
        if (ranked < trialFloor * blended) {
            throw new SegueException(
                    ErrorCode.MODEL_REFUSED,
                    "Model " + candidate.modelId() + " is refused: expected its second stage to keep at least "
                            + trialFloor + " of the " + blended + " hidden tracks that the blend finds in "
                            + questions.size() + " live playlists, got " + ranked);
        }
    }

    private <T> Optional<T> attempt(String kind, String indexId, Supplier<Optional<T>> opening) {
        String attempt = kind + " of " + indexId;
        if (refused.containsKey(attempt)) {
            return Optional.empty();
        }
        try {
            return opening.get();
        } catch (SegueException e) {
            LOG.error("Refused the {}: {}", attempt, e.getMessage());
            refused.put(attempt, String.valueOf(e.getMessage()));
            metrics.refused(kind, e.code());
            return Optional.empty();
        }
    }
}
