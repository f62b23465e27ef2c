package dev.segue.indexer.building;

import dev.segue.domain.InputOffsets;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether a snapshot is due: when a model is on offer that has none, or when so much changed since the last one that
/// recommenders which start from it would have much to catch up.
final class RebuildRule {

    /// What is to be done now.
    sealed interface Decision {
        /// Nothing, because of `why`.
        record Rest(String why) implements Decision {}

        /// A snapshot with the vectors of `model`, because of `why`.
        record Build(ModelRelease model, String why) implements Decision {}
    }

    private final IndexSettings settings;

    RebuildRule(IndexSettings settings) {
        this.settings = settings;
    }

    /// @param models on offer, newest first
    /// @param refused manifest digests of models whose bundle did not hold; never chosen
    /// @param indexes on offer, newest first
    /// @param extent of what a snapshot would hold
    /// @param at up to where the topics were read
    Decision decide(
            List<ModelRelease> models,
            Set<String> refused,
            List<IndexRelease> indexes,
            LiveContent.Extent extent,
            InputOffsets at,
            Instant now) {
        Optional<ModelRelease> newest = models.stream()
                .filter(model -> !refused.contains(model.getManifestSha256()))
                .findFirst();
        if (newest.isEmpty()) {
            return new Decision.Rest("no model is on offer");
        }
        ModelRelease model = newest.get();
        Optional<IndexRelease> index = indexes.stream()
                .filter(release -> release.getModelId().equals(model.getModelId()))
                .findFirst();
        if (index.isEmpty()) {
            return behind(model, at)
                    .<Decision>map(Decision.Rest::new)
                    .orElseGet(() -> new Decision.Build(model, "model " + model.getModelId() + " has no index"));
        }
        return sinceLast(model, index.get(), extent, now);
    }

    private Decision sinceLast(ModelRelease model, IndexRelease last, LiveContent.Extent extent, Instant now) {
        Duration age = Duration.between(last.getCreatedAt(), now);
        int changed = extent.changedPlaylists();
        if (age.compareTo(settings.pause()) < 0) {
            return new Decision.Rest("index " + last.getIndexId() + " is younger than " + settings.pause());
        }
        if (changed > 0 && changed >= settings.changedShare() * last.getPlaylists()) {
            return new Decision.Build(
                    model,
                    changed + " playlists changed since index " + last.getIndexId() + " of " + last.getPlaylists());
        }
        if (age.compareTo(settings.interval()) >= 0 && (changed > 0 || extent.changedTracks() > 0)) {
            return new Decision.Build(
                    model,
                    changed + " playlists and " + extent.changedTracks() + " tracks changed since index "
                            + last.getIndexId() + ", " + age.toMinutes() + " minutes ago");
        }
        return new Decision.Rest("index " + last.getIndexId() + " is fresh enough");
    }

    /// Where the content has not read as far as the model's training had; empty when it has.
    private static Optional<String> behind(ModelRelease model, InputOffsets at) {
        for (Map.Entry<String, Map<String, Long>> topic :
                model.getInputOffsets().entrySet()) {
            Map<Integer, Long> here = at.of(topic.getKey());
            for (Map.Entry<String, Long> partition : topic.getValue().entrySet()) {
                Long read = here.get(Integer.valueOf(partition.getKey()));
                if (read != null && read < partition.getValue()) {
                    return Optional.of("model " + model.getModelId() + " read " + topic.getKey() + " partition "
                            + partition.getKey() + " up to " + partition.getValue() + ", here it is " + read);
                }
            }
        }
        return Optional.empty();
    }
}
