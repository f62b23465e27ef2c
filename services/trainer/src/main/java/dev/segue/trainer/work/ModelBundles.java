package dev.segue.trainer.work;

import dev.segue.domain.Provenance;
import dev.segue.modelbundle.FactorTable;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.platform.ArtefactStore;
import dev.segue.platform.Digests;
import dev.segue.recommending.ranking.Ranker;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.training.EpochReport;
import dev.segue.training.Trained;
import dev.segue.training.TrainedVectors;
import dev.segue.training.experiment.LossHistory;
import dev.segue.training.ranking.RankerFit;
import dev.segue.training.ranking.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes bundles of trained vectors and finds those made before. A model's id follows from its provenance, so that the
/// same inputs lead to the same bundle, byte for byte, under the same name.
final class ModelBundles {

    static final String KIND = "models";

    /// Loss by epoch: `epoch,loss` and the model's terms.
    static final String LOSS_FILE = "loss.csv";

    /// Attribute that lists the names of those that are metrics.
    private static final String METRICS = "metrics";

    private static final int ID_DIGITS = 12;

    private final ArtefactStore store;

    ModelBundles(ArtefactStore store) {
        this.store = store;
    }

    /// Id of the model of this name that this provenance leads to.
    static String id(String model, Provenance provenance) {
        String text = String.join(
                "\n",
                provenance.inputs().toString(),
                provenance.configurationHash(),
                provenance.codeVersion(),
                Long.toString(provenance.seed()));
        return model + "-" + Digests.sha256(text).substring(0, ID_DIGITS);
    }

    /// The bundle of this id if it is complete and undamaged.
    ArtefactStore.@Nullable Published find(String id) {
        return store.intact(KIND + "/" + id);
    }

    /// Writes a bundle aside, opens it as a reader would, and puts it into its place.
    ///
    /// @param factors empty where none are wanted
    /// @param secondStage written as far as it ranks anything; what was judged is told either way
    ArtefactStore.Published make(
            String id,
            String model,
            Provenance provenance,
            int playlists,
            Trained<TrainedVectors> trained,
            Optional<FactorTable> factors,
            Optional<RankerFit.Fitted> secondStage) {
        ArtefactStore.Staged staged = store.stage(KIND, id);
        Path folder = staged.directory();
        try {
            Optional<byte[]> ranker = secondStage
                    .map(RankerFit.Fitted::ranker)
                    .filter(fitted -> !fitted.orderings().isEmpty())
                    .map(Ranker::toBytes);
            trained.model().write(folder, factors, ranker, provenance.seed());
            Files.writeString(folder.resolve(LOSS_FILE), LossHistory.csv(trained.history()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the model bundle " + folder, e);
        }
        ModelBundle.open(folder).close();
        return store.publish(staged, provenance, attributes(model, playlists, trained, secondStage));
    }

    /// What the topic says of a bundle.
    static ModelRelease release(ArtefactStore.Published bundle, Instant now) {
        var manifest = bundle.manifest();
        var provenance = manifest.provenance();
        var attributes = manifest.attributes();
        var metrics = new HashMap<String, Double>();
        for (String metric : attribute(attributes, METRICS).split(",")) {
            metrics.put(metric, Double.valueOf(attribute(attributes, metric)));
        }
        var offsets = new HashMap<String, Map<String, Long>>();
        provenance
                .inputs()
                .byTopic()
                .forEach((topic, partitions) -> offsets.put(
                        topic,
                        partitions.entrySet().stream()
                                .collect(Collectors.toMap(at -> at.getKey().toString(), Map.Entry::getValue))));
        return ModelRelease.newBuilder()
                .setModelId(manifest.id())
                .setModel(attribute(attributes, "model"))
                .setDimension(Integer.parseInt(attribute(attributes, "dimension")))
                .setTracks(Integer.parseInt(attribute(attributes, "tracks")))
                .setPlaylists(Integer.parseInt(attribute(attributes, "playlists")))
                .setMetrics(metrics)
                .setLocation(bundle.location())
                .setManifestSha256(bundle.manifestSha256())
                .setBytes(manifest.bytes())
                .setInputOffsets(offsets)
                .setConfigurationHash(provenance.configurationHash())
                .setCodeVersion(provenance.codeVersion())
                .setSeed(provenance.seed())
                .setCreatedAt(now)
                .build();
    }

    private static Map<String, String> attributes(
            String model, int playlists, Trained<TrainedVectors> trained, Optional<RankerFit.Fitted> secondStage) {
        EpochReport last = trained.history().getLast();
        var attributes = new TreeMap<String, String>();
        attributes.put("model", model);
        attributes.put("dimension", Integer.toString(trained.model().dimension()));
        attributes.put("tracks", Integer.toString(trained.model().trackIds().size()));
        attributes.put("playlists", Integer.toString(playlists));
        attributes.put("epochs", Integer.toString(last.epoch()));
        attributes.put("loss", Double.toString(last.loss()));
        last.terms().forEach((term, value) -> attributes.put(term, Double.toString(value)));
        Map<String, Double> judged = judged(secondStage);
        judged.forEach((metric, value) -> attributes.put(metric, Double.toString(value)));
        attributes.put(
                METRICS,
                Stream.of(List.of("epochs", "loss"), last.terms().keySet(), judged.keySet())
                        .flatMap(Collection::stream)
                        .collect(Collectors.joining(",")));
        return attributes;
    }

    /// By shape of request: whether it is ranked (1 or 0), the figures of the blend on requests that nothing was learnt
    /// from, and what ranking added.
    private static Map<String, Double> judged(Optional<RankerFit.Fitted> secondStage) {
        var judged = new LinkedHashMap<String, Double>();
        for (Verdict verdict : secondStage.map(RankerFit.Fitted::verdicts).orElse(List.of())) {
            String shape = "second-stage-"
                    + verdict.shape().name().toLowerCase(Locale.ROOT).replace('_', '-');
            judged.put(shape, verdict.ranked() ? 1.0 : 0.0);
            judged.put(shape + "-requests", (double) verdict.requests());
            judged.put(shape + "-ndcg-blend", verdict.blendNdcg());
            judged.put(shape + "-ndcg-gain", verdict.ndcg().difference().mean());
            judged.put(shape + "-r-precision-blend", verdict.blendPrecision());
            judged.put(
                    shape + "-r-precision-gain",
                    verdict.precision().difference().mean());
        }
        return judged;
    }

    private static String attribute(Map<String, String> attributes, String name) {
        String value = attributes.get(name);
        if (value == null) {
            throw new IllegalStateException("The manifest of a model lacks the attribute " + name);
        }
        return value;
    }
}
