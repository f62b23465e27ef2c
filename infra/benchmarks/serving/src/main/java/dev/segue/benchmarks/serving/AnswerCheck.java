package dev.segue.benchmarks.serving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.corpus.Corpus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Says what is wrong with a continuation, from the playlists that it can have been made of: which models
/// and indexes go together, what may stand in it, whether its reasons count right, and whether one model
/// says the same each time.
///
/// Safe for use by many threads.
final class AnswerCheck {

    private final Corpus corpus;
    private final Map<String, Set<String>> indexesOfModels;
    private final Map<String, List<String>> said = new ConcurrentHashMap<>();
    private final Set<String> models = ConcurrentHashMap.newKeySet();

    /// @param corpus what the recommenders serve; must not change
    /// @param indexesOfModels by model the indexes made for it
    AnswerCheck(Corpus corpus, Map<String, Set<String>> indexesOfModels) {
        this.corpus = corpus;
        this.indexesOfModels = indexesOfModels;
    }

    /// The models that answered so far, each with its index.
    Set<String> models() {
        return models;
    }

    /// @param seeds of the request
    /// @return what is wrong; empty when nothing is
    Optional<String> flaw(List<String> seeds, int limit, JsonNode answer) {
        String model = answer.path("modelVersion").asText();
        String index = answer.path("indexVersion").asText();
        models.add(model + " of " + index);
        if (!indexesOfModels.getOrDefault(model, Set.of()).contains(index)) {
            return Optional.of("model " + model + " answered with index " + index);
        }
        var tracks = new ArrayList<String>();
        for (JsonNode item : answer.path("items")) {
            String track = item.path("track").path("id").asText();
            tracks.add(track);
            if (seeds.contains(track)) {
                return Optional.of("seed " + track + " was recommended");
            }
            for (JsonNode reason : item.path("because")) {
                Optional<String> miscount = miscount(seeds, track, reason);
                if (miscount.isPresent()) {
                    return miscount;
                }
            }
        }
        if (tracks.size() != limit || new HashSet<>(tracks).size() != limit) {
            return Optional.of("expected " + limit + " different tracks, got " + tracks);
        }
        List<String> before = said.putIfAbsent(model + " " + seeds, tracks);
        return before == null || before.equals(tracks)
                ? Optional.empty()
                : Optional.of("model " + model + " said " + before + " before and now " + tracks);
    }

    private Optional<String> miscount(List<String> seeds, String track, JsonNode reason) {
        String seed = reason.path("seed").asText();
        int told = reason.path("coPlaylists").asInt();
        if (!seeds.contains(seed)) {
            return Optional.of("the reason " + seed + " is no seed");
        }
        int shared = corpus.shared(corpus.trackOrdinal(seed), corpus.trackOrdinal(track));
        return told == shared
                ? Optional.empty()
                : Optional.of(seed + " and " + track + " share " + shared + " playlists, told were " + told);
    }
}
