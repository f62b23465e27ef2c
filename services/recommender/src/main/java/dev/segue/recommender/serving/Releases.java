package dev.segue.recommender.serving;

import dev.segue.platform.Followed;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The releases that are on offer: announced and not withdrawn. Newer is what was announced later, in the order of the
/// topic, whatever clocks say. Safe for use by many threads.
public final class Releases {

    private final Map<String, IndexRelease> indexes = new LinkedHashMap<>();
    private final Map<String, ModelRelease> models = new LinkedHashMap<>();

    /// An index was announced or withdrawn.
    public void index(Followed<IndexRelease> record) {
        put(indexes, record.key(), record.value());
    }

    /// A model was announced or withdrawn.
    public void model(Followed<ModelRelease> record) {
        put(models, record.key(), record.value());
    }

    /// Newest first; a copy.
    public synchronized List<IndexRelease> indexes() {
        return new ArrayList<>(indexes.values()).reversed();
    }

    /// Newest first; a copy.
    public synchronized List<ModelRelease> models() {
        return new ArrayList<>(models.values()).reversed();
    }

    public synchronized Optional<ModelRelease> model(String modelId) {
        return Optional.ofNullable(models.get(modelId));
    }

    private synchronized <R> void put(Map<String, R> releases, String id, @Nullable R release) {
        releases.remove(id);
        if (release != null) {
            releases.put(id, release);
        }
    }
}
