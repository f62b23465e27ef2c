package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Picks the items of one page from blended scores: leaves out what earlier pages held and what may not be shown, and
/// trades score for difference by maximal marginal relevance, `(1 − d) · score − d · max similarity to a picked one`.
/// Two tracks by one artist are alike (1), others as alike as their vectors (cosine, at least 0). What earlier pages
/// held counts as picked, for difference and for the number of tracks by one artist.
///
/// Cost of diversity: page · pool · dimension.
/// Source: Carbonell, Goldstein, "The use of MMR, diversity-based reranking", SIGIR 1998.
final class Picker {

    private static final int POOL_PER_ITEM = 4;
    private static final int MIN_POOL = 100;
    private static final int MAX_POOL = 1000;

    /// Earlier items that keep others away; more would only slow late pages down.
    private static final int MAX_CONTEXT = 200;

    /// Candidates looked at beyond those needed, for the ones that may not be shown.
    private static final int SLACK = 64;

    private final Corpus corpus;
    private final ContinuationRequest request;
    private final Optional<VectorSpace> space;
    private final TrackFacts facts;

    /// @param tracks in the order of the page
    /// @param more whether eligible candidates are left
    record Picked(int[] tracks, boolean more) {}

    private record Pool(List<Candidate> eligible, List<Candidate> served) {}

    private record Candidate(
            int track, float score, @Nullable String artist) {}

    Picker(Corpus corpus, ContinuationRequest request, Optional<VectorSpace> space, TrackFacts facts) {
        this.corpus = corpus;
        this.request = request;
        this.space = space;
        this.facts = facts;
    }

    Picked pick(Candidates candidates) {
        boolean diverse = request.wishes().diversity() > 0;
        int wanted = diverse
                ? Math.max(request.limit() + 1, Math.clamp((long) POOL_PER_ITEM * request.limit(), MIN_POOL, MAX_POOL))
                : request.limit() + 1;
        Pool pool = pool(candidates, wanted, diverse);
        int[] tracks = diverse ? diversified(pool) : firstOf(pool.eligible());
        return new Picked(tracks, pool.eligible().size() > tracks.length);
    }

    private int[] firstOf(List<Candidate> eligible) {
        return eligible.stream()
                .limit(request.limit())
                .mapToInt(Candidate::track)
                .toArray();
    }

    private Pool pool(Candidates candidates, int wanted, boolean diverse) {
        for (int size = wanted + request.served().size() + SLACK; ; size *= 2) {
            int[] best = candidates.best(size, corpus::compareIds);
            Pool pool = eligible(best, candidates, wanted, diverse);
            if (pool.eligible().size() >= wanted || best.length < size) {
                return pool;
            }
        }
    }

    private Pool eligible(int[] best, Candidates candidates, int wanted, boolean diverse) {
        float highest = candidates.highest();
        boolean capped = request.wishes().maxPerArtist() < Wishes.ANY_NUMBER;
        Map<String, Integer> byArtist = capped ? servedByArtist(candidates) : Map.of();
        var eligible = new ArrayList<Candidate>(wanted);
        var served = new ArrayList<Candidate>();
        for (int track : best) {
            if (eligible.size() == wanted) {
                break;
            }
            boolean before = served(track);
            if ((!before || (diverse && served.size() < MAX_CONTEXT)) && facts.servable(track)) {
                String artist = diverse || capped ? facts.artist(track) : null;
                if (capped
                        && !before
                        && artist != null
                        && byArtist.merge(artist, 1, Integer::sum)
                                > request.wishes().maxPerArtist()) {
                    continue;
                }
                (before ? served : eligible)
                        .add(new Candidate(track, candidates.score(candidates.indexOf(track)) / highest, artist));
            }
        }
        return new Pool(eligible, served);
    }

    /// How many tracks of each artist earlier pages held, as far as they are candidates still.
    private Map<String, Integer> servedByArtist(Candidates candidates) {
        var byArtist = new HashMap<String, Integer>();
        for (int i = 0; i < candidates.size(); i++) {
            int track = candidates.track(i);
            if (served(track)) {
                String artist = facts.artist(track);
                if (artist != null) {
                    byArtist.merge(artist, 1, Integer::sum);
                }
            }
        }
        return byArtist;
    }

    private boolean served(int track) {
        return request.served().size() > 0 && request.served().contains(corpus.trackId(track));
    }

    private int[] diversified(Pool pool) {
        List<Candidate> eligible = pool.eligible();
        float[] nearest = new float[eligible.size()];
        for (Candidate served : pool.served()) {
            approach(nearest, eligible, served);
        }
        boolean[] taken = new boolean[eligible.size()];
        int[] picked = new int[Math.min(request.limit(), eligible.size())];
        for (int n = 0; n < picked.length; n++) {
            int best = -1;
            double highest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < nearest.length; i++) {
                double value =
                        (1 - request.wishes().diversity()) * eligible.get(i).score()
                                - request.wishes().diversity() * nearest[i];
                if (!taken[i] && value > highest) {
                    highest = value;
                    best = i;
                }
            }
            taken[best] = true;
            picked[n] = eligible.get(best).track();
            approach(nearest, eligible, eligible.get(best));
        }
        return picked;
    }

    private void approach(float[] nearest, List<Candidate> eligible, Candidate picked) {
        for (int i = 0; i < nearest.length; i++) {
            nearest[i] = Math.max(nearest[i], similarity(eligible.get(i), picked));
        }
    }

    private float similarity(Candidate a, Candidate b) {
        if (a.artist() != null && a.artist().equals(b.artist())) {
            return 1;
        }
        return space.isPresent()
                        && space.get().contains(a.track())
                        && space.get().contains(b.track())
                ? Math.max(0, space.get().cosine(a.track(), b.track()))
                : 0;
    }
}
