package dev.segue.indexer.building;

import dev.segue.platform.Followed;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.schemas.avro.ModelRelease;
import dev.segue.schemas.avro.ReleaseRole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Models and indexes that are on offer: announced and not withdrawn. Newer is what was announced later, in the order
/// of the topic, whatever clocks say. Safe for use by many threads.
public final class Releases {

    private final Map<String, ModelRelease> models = new LinkedHashMap<>();
    private final Map<String, IndexRelease> indexes = new LinkedHashMap<>();
    private final Map<String, ReleaseRole> roles = new HashMap<>();

    /// A model was announced or withdrawn.
    public void model(Followed<ModelRelease> record) {
        put(models, record.key(), record.value());
    }

    /// An index was announced or withdrawn, by this process or an earlier one.
    public void index(Followed<IndexRelease> record) {
        put(indexes, record.key(), record.value());
    }

    /// A model was given a part in answering, or it was taken away.
    public synchronized void role(Followed<ReleaseRole> record) {
        ReleaseRole decision = record.value();
        if (decision == null) {
            roles.remove(record.key());
        } else {
            roles.put(record.key(), decision);
        }
    }

    /// Models that answer by an operator's decision, or would after a roll-back: their indexes must stay.
    public synchronized Set<String> modelsInUse() {
        var models = new HashSet<String>();
        for (ReleaseRole decision : roles.values()) {
            models.add(decision.getModelId());
            if (decision.getPrevious() != null) {
                models.add(decision.getPrevious());
            }
        }
        return models;
    }

    /// The index was announced by this process: known before the topic tells it back.
    void announced(IndexRelease release) {
        put(indexes, release.getIndexId(), release);
    }

    /// The index was withdrawn by this process.
    void withdrawn(String indexId) {
        put(indexes, indexId, null);
    }

    /// Newest first; a copy.
    public synchronized List<ModelRelease> models() {
        return new ArrayList<>(models.values()).reversed();
    }

    /// Newest first; a copy.
    public synchronized List<IndexRelease> indexes() {
        return new ArrayList<>(indexes.values()).reversed();
    }

    /// The index announced last.
    public Optional<IndexRelease> newestIndex() {
        return indexes().stream().findFirst();
    }

    /// A release told again keeps its place: only a changed one is newer.
    private synchronized <R> void put(Map<String, R> releases, String id, @Nullable R release) {
        if (release == null) {
            releases.remove(id);
        } else if (!release.equals(releases.get(id))) {
            releases.remove(id);
            releases.put(id, release);
        }
    }
}
