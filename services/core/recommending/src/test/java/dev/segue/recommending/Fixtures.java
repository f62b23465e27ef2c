package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A small record shop: playlists by name, facts by hand, a model of a few dimensions.
final class Fixtures {

    final Corpus corpus = new Corpus();
    private final Map<String, String> artists = new HashMap<>();
    private final Set<String> hidden = new HashSet<>();

    Fixtures playlist(String id, String... tracks) {
        corpus.upsert(id, corpus.internTracks(List.of(tracks)));
        return this;
    }

    Fixtures by(String artist, String... tracks) {
        Arrays.stream(tracks).forEach(track -> artists.put(track, artist));
        return this;
    }

    Fixtures notInTheCatalogue(String track) {
        hidden.add(track);
        return this;
    }

    /// Vectors are brought to unit length; a playlist lies at the mean of its seeds.
    Optional<VectorModel> model(Map<String, float[]> vectors) {
        List<String> ids = vectors.keySet().stream().sorted().toList();
        int dimension = vectors.get(ids.getFirst()).length;
        float[] rows = new float[ids.size() * dimension];
        for (int i = 0; i < ids.size(); i++) {
            System.arraycopy(unit(vectors.get(ids.get(i))), 0, rows, i * dimension, dimension);
        }
        return Optional.of(new VectorModel(
                VectorSpace.of(ids, dimension, rows, corpus::internTrack), (seeds, weights) -> mean(seeds, dimension)));
    }

    TrackFacts facts() {
        return new TrackFacts() {
            @Override
            public boolean servable(int track) {
                return !hidden.contains(corpus.trackId(track));
            }

            @Override
            public @Nullable String artist(int track) {
                return artists.get(corpus.trackId(track));
            }
        };
    }

    Continuation continued(ContinuationRequest request, Optional<VectorModel> model) {
        return new Continuer(corpus)
                .continuation(request, model, PopularTracks.of(corpus, 100), facts(), new Workspace());
    }

    Continuation continued(String... seeds) {
        return continued(ContinuationRequest.ofSeeds(List.of(seeds), 20), Optional.empty());
    }

    static List<String> ids(Continuation continuation) {
        return continuation.items().stream().map(RecommendedTrack::trackId).toList();
    }

    static float[] unit(float... vector) {
        double squares = 0;
        for (float value : vector) {
            squares += value * value;
        }
        float[] unit = vector.clone();
        for (int i = 0; i < unit.length; i++) {
            unit[i] /= (float) Math.sqrt(squares);
        }
        return unit;
    }

    private static float[] mean(float[] seeds, int dimension) {
        float[] mean = new float[dimension];
        for (int i = 0; i < seeds.length; i++) {
            mean[i % dimension] += seeds[i];
        }
        return unit(mean);
    }
}
