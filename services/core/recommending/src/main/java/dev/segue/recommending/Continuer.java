package dev.segue.recommending;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.Continuation.Fallback;
import dev.segue.recommending.Continuation.Ranked;
import dev.segue.recommending.Continuation.Reason;
import dev.segue.recommending.ranking.Shape;
import dev.segue.recommending.ranking.TrackFactors;
import dev.segue.recommending.ranking.Voters;
import dev.segue.recommending.sparse.Best;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Continues a playlist: asks every candidate source, blends them as the shape of the request wants it, picks for
/// diversity, says why.
///
/// The answer depends on the playlists, the model and the request alone, never on the order in which the corpus came
/// to be. The corpus must not change during a call; calls may run side by side, each with its own workspace.
public final class Continuer {

    /// Candidates the vector source looks at: the best that playlists voted for, where they are as many, else the
    /// nearest tracks of all.
    private static final int NEAREST = 500;

    /// Seeds that the factors are sought for: the last ones, because a longer list has no one place.
    private static final int EXPECTING = 100;

    /// Candidates the factors are asked about for each track that this page and those before it show: all that the
    /// second stage may rank.
    private static final int EXPECTED_EACH = SecondStage.RANKED_EACH;

    /// Seeds among which a single meeting is heard.
    private static final int MOST_HEARD = 25;

    /// How much farther behind a track may stand by the factors than by the other sources.
    private static final int EXPECTED_BEHIND = 4;

    /// Share of what the other sources say of a track that the factors say at least: what came after the model,
    /// tracks and meetings of tracks, is not to fall behind because they have not seen it. Where they have seen all
    /// it costs nothing, docs/evaluation.md.
    private static final float LEAST_EXPECTED = .5f;

    /// Of a source: more than all pages of an answer can hold.
    private static final int MOST_CANDIDATES = 2600;

    /// Of a source, while the page is an early one that shows whatever comes.
    private static final int FEW_CANDIDATES = 1000;

    /// A vector below this cosine is no neighbour, however few are nearer.
    private static final float LEAST_COSINE = .25f;

    /// Playlists named for a track that titles brought.
    private static final int MOST_TITLED = 3;

    private final Corpus corpus;
    private final Function<Shape, Blend> blends;

    public Continuer(Corpus corpus) {
        this(corpus, Blend::of);
    }

    /// @param blends how requests of a shape are answered
    public Continuer(Corpus corpus, Function<Shape, Blend> blends) {
        this.corpus = corpus;
        this.blends = blends;
    }

    /// Answers a request.
    ///
    /// @param model empty while none is served: the other sources answer alone
    /// @param workspace not in use by another call; left empty
    public Continuation continuation(
            ContinuationRequest request,
            Optional<VectorModel> model,
            PopularTracks popular,
            TrackFacts facts,
            Workspace workspace) {
        try {
            return new Run(request, model, facts, workspace).answer(popular);
        } finally {
            workspace.clear();
        }
    }

    /// One request on its way through the sources.
    private final class Run {

        private final ContinuationRequest request;
        private final Optional<VectorModel> model;
        private final TrackFacts facts;
        private final Workspace workspace;
        private final Candidates candidates;
        private final List<String> unresolved = new ArrayList<>();
        private final int[] seeds;
        private final Blend blend;
        private final Map<CandidateSource, Float> factors = new EnumMap<>(CandidateSource.class);
        private float[] place = new float[0];

        Run(ContinuationRequest request, Optional<VectorModel> model, TrackFacts facts, Workspace workspace) {
            this.request = request;
            this.model = model;
            this.facts = facts;
            this.workspace = workspace;
            this.candidates = workspace.candidates;
            this.seeds = resolve();
            this.blend = blends.apply(Shape.of(seeds.length));
        }

        Continuation answer(PopularTracks popular) {
            workspace.overlap.fill(corpus, seeds);
            Voters voters = PlaylistVotes.ofSeeds(corpus, seeds, blend.knn(), workspace.overlap, workspace.tally);
            keepBest(CandidateSource.PLAYLISTS);
            Voters titleVoters = PlaylistVotes.ofTitles(
                    corpus, request.titles(), blend.title(), workspace.playlists, workspace.tally);
            keepBest(CandidateSource.TITLES);
            model.ifPresent(this::addNearest);
            addByArtists();
            for (CandidateSource source : CandidateSource.values()) {
                weigh(source, blend.weight(source));
            }
            model.flatMap(VectorModel::factors).ifPresent(this::addExpected);
            weigh(CandidateSource.FACTORS, blend.factors());
            boolean known = candidates.highest() > 0;
            for (int i = 0; i < popular.tracks().length; i++) {
                if (corpus.playlistsOf(popular.tracks()[i]) > 0) {
                    add(CandidateSource.POPULARITY, popular.tracks()[i], popular.playlists()[i]);
                }
            }
            weigh(CandidateSource.POPULARITY, known ? blend.popularity() : 1);
            if (known && model.isPresent()) {
                workspace.secondStage.order(
                        corpus,
                        seeds,
                        request.titled(),
                        shown(),
                        model.get(),
                        place,
                        facts,
                        candidates,
                        voters,
                        titleVoters);
            }
            lean();
            return known ? ranked() : fallback();
        }

        /// Of the tracks that playlists voted for, those that can come: the others would be carried along in vain.
        private void keepBest(CandidateSource source) {
            Best best = workspace.tally.drain(wanted(), workspace.barred, corpus::compareIds);
            for (int i = 0; i < best.ordinals().length; i++) {
                add(source, best.ordinals()[i], best.scores()[i]);
            }
        }

        /// Twice what the page and those before it hold: what one source puts below that, another hardly brings up.
        private int wanted() {
            boolean picky = request.wishes().maxPerArtist() < Wishes.ANY_NUMBER || facts.selective();
            return picky ? MOST_CANDIDATES : Math.clamp(2L * shown(), FEW_CANDIDATES, MOST_CANDIDATES);
        }

        /// Tracks on this page and those before it.
        private int shown() {
            return request.served().size() + request.limit();
        }

        private void add(CandidateSource source, int track, float vote) {
            if (!workspace.barred.contains(track)) {
                candidates.add(source, track, vote);
            }
        }

        private Continuation ranked() {
            var picked = pick();
            return new Ranked(explained(picked), unresolved, picked.more(), candidates.recommendable());
        }

        private Continuation fallback() {
            var picked = pick();
            return new Fallback(explained(picked), unresolved, picked.more(), candidates.recommendable(), reason());
        }

        private Reason reason() {
            if (seeds.length > 0 || !request.titles().isEmpty()) {
                return Reason.NO_CANDIDATES;
            }
            if (request.seeds().isEmpty()) {
                return Reason.UNKNOWN_TITLE;
            }
            return request.titled() ? Reason.UNKNOWN_SEEDS_AND_TITLE : Reason.UNKNOWN_SEEDS;
        }

        private Picker.Picked pick() {
            return new Picker(corpus, request, model.map(VectorModel::space), facts).pick(candidates);
        }

        private int[] resolve() {
            int[] resolved = new int[request.seeds().size()];
            int n = 0;
            for (String id : request.seeds()) {
                int track = corpus.trackOrdinal(id);
                if (track >= 0 && (corpus.playlistsOf(track) > 0 || inModel(track))) {
                    resolved[n++] = track;
                    workspace.barred.add(track);
                } else {
                    unresolved.add(id);
                }
            }
            for (String id : request.exclude()) {
                int track = corpus.trackOrdinal(id);
                if (track >= 0) {
                    workspace.barred.add(track);
                }
            }
            return Arrays.copyOf(resolved, n);
        }

        private boolean inModel(int track) {
            return model.isPresent() && model.get().space().contains(track);
        }

        private void addNearest(VectorModel model) {
            place = blend.vectors() == 0 ? new float[0] : model.place(seeds);
            if (place.length == 0) {
                return;
            }
            int[] voted = candidates.best(CandidateSource.PLAYLISTS, NEAREST, corpus::compareIds);
            if (voted.length == NEAREST) {
                compare(voted, model.space(), place);
                return;
            }
            var nearest = model.nearest()
                    .nearest(
                            place,
                            NEAREST,
                            track -> !workspace.barred.contains(track) && corpus.playlistsOf(track) > 0);
            int n = nearest.tracks().length;
            // Only as many as asked for leave some out: then the farthest of them is where counting starts.
            float start = n < NEAREST ? LEAST_COSINE : Math.max(LEAST_COSINE, nearest.cosines()[n - 1]);
            for (int i = 0; i < n; i++) {
                add(CandidateSource.VECTORS, nearest.tracks()[i], nearest.cosines()[i] - start);
            }
        }

        /// Gives votes to the nearer half of what most playlists voted for: finding the nearest of all would take as
        /// long as all else, and hardly any of them comes to the fore without playlists.
        private void compare(int[] voted, VectorSpace space, float[] place) {
            float[] cosines = new float[voted.length];
            int known = 0;
            for (int track : voted) {
                if (space.contains(track)) {
                    voted[known] = track;
                    cosines[known++] = space.cosine(place, track);
                }
            }
            float[] sorted = Arrays.copyOf(cosines, known);
            Arrays.sort(sorted);
            float start = known == 0 ? LEAST_COSINE : Math.max(LEAST_COSINE, sorted[known / 2]);
            for (int i = 0; i < known; i++) {
                add(CandidateSource.VECTORS, voted[i], cosines[i] - start);
            }
        }

        /// Gives votes to the best of what the other sources brought, by the factors of the last seeds and of
        /// what these sources think most of. Looking at all tracks would take as long as all else and bring
        /// little more.
        private void addExpected(TrackFactors expecting) {
            int[] last = Arrays.copyOfRange(seeds, Math.max(0, seeds.length - EXPECTING), seeds.length);
            int[] likely = blend.likely() == 0 ? new int[0] : candidates.best(Blend.LIKELY, corpus::compareIds);
            int[] held = Arrays.copyOf(last, last.length + likely.length);
            System.arraycopy(likely, 0, held, last.length, likely.length);
            float[] weights = new float[held.length];
            Arrays.fill(weights, 0, last.length, 1);
            Arrays.fill(weights, last.length, held.length, (float) blend.likely());
            float[] place = blend.factors() == 0 ? new float[0] : expecting.place(held, weights);
            if (place.length > 0) {
                int[] best = candidates.best(Math.max(NEAREST, EXPECTED_EACH * shown()), corpus::compareIds);
                addExpected(expecting, place, best);
            }
        }

        /// Playlists that came after the model are unknown to its factors, so what others put forward is not to
        /// fall far behind for it: the one in place r gets no less than the factors give in place 4r. Then r
        /// others at most are before it by the other sources, and 4r by the factors. Among many seeds no single
        /// meeting is heard, with factors or without.
        private void addExpected(TrackFactors expecting, float[] place, int[] best) {
            float[] expected = new float[best.length];
            for (int i = 0; i < best.length; i++) {
                expected[i] = expecting.score(place, best[i]);
            }
            float[] least = seeds.length <= MOST_HEARD ? leastExpected(expected, best) : new float[best.length];
            for (int i = 0; i < best.length; i++) {
                add(CandidateSource.FACTORS, best[i], Math.max(expected[i], least[i]));
            }
        }

        private float[] leastExpected(float[] expected, int[] best) {
            float[] ascending = expected.clone();
            Arrays.sort(ascending);
            float perScore = LEAST_EXPECTED * ascending[best.length - 1] / candidates.highest();
            float[] least = new float[best.length];
            for (int i = 0; i < best.length; i++) {
                least[i] = perScore * candidates.score(candidates.indexOf(best[i]));
                int behind = EXPECTED_BEHIND * (i + 1);
                if (seeds.length > 0 && behind <= best.length) {
                    least[i] = Math.max(least[i], ascending[best.length - behind]);
                }
            }
            return least;
        }

        private void addByArtists() {
            var seeded = new HashSet<>(request.seeds());
            for (ArtistMatch match : request.artists()) {
                int track = corpus.trackOrdinal(match.trackId());
                boolean wanted = track >= 0 && corpus.playlistsOf(track) > 0;
                if (wanted && !seeded.contains(match.trackId())) {
                    add(CandidateSource.ARTISTS, track, match.weight());
                }
            }
        }

        /// Leans towards what many or few playlists hold: score · (playlists / most playlists of a candidate)^wish.
        private void lean() {
            double wish = request.wishes().popularity();
            if (wish == 0) {
                return;
            }
            int most = 1;
            for (int i = 0; i < candidates.size(); i++) {
                most = Math.max(most, candidates.score(i) > 0 ? corpus.playlistsOf(candidates.track(i)) : 0);
            }
            for (int i = 0; i < candidates.size(); i++) {
                double held = Math.max(1, corpus.playlistsOf(candidates.track(i)));
                // Below 0 the factor is at least 1, above 0 at most 1: never 0.
                candidates.setScore(i, candidates.score(i) * (float) Math.pow(held / most, wish));
            }
        }

        /// Brings a source to 0…1 over the tracks that may be recommended, and adds it with its weight.
        private void weigh(CandidateSource source, double weight) {
            float most = candidates.most(source);
            if (most > 0) {
                float factor = (float) weight / most;
                factors.put(source, factor);
                candidates.addToScores(source, factor);
            }
        }

        private List<RecommendedTrack> explained(Picker.Picked picked) {
            boolean wanted = request.wishes().explain() && picked.tracks().length > 0;
            boolean explain = wanted && seeds.length > 0;
            Map<Integer, List<String>> titled = wanted ? titled(picked.tracks()) : Map.of();
            float best = candidates.highest();
            var items = new ArrayList<RecommendedTrack>(picked.tracks().length);
            for (int track : picked.tracks()) {
                items.add(new RecommendedTrack(
                        track,
                        corpus.trackId(track),
                        candidates.score(candidates.indexOf(track)) / best,
                        mainSource(track),
                        explain ? workspace.overlap.reasons(corpus, track, seeds) : List.of(),
                        titled.getOrDefault(track, List.of())));
            }
            return items;
        }

        /// For tracks that titles brought the playlists that hold them, nearest title first.
        private Map<Integer, List<String>> titled(int[] tracks) {
            var titled = new HashMap<Integer, List<String>>();
            for (int track : tracks) {
                if (mainSource(track) == CandidateSource.TITLES) {
                    titled.put(track, new ArrayList<>(MOST_TITLED));
                }
            }
            if (titled.isEmpty()) {
                return titled;
            }
            List<TitleMatch> nearest = request.titles().stream()
                    .sorted(Comparator.comparing(TitleMatch::score, Comparator.reverseOrder())
                            .thenComparing(TitleMatch::playlistId))
                    .toList();
            for (TitleMatch match : nearest) {
                int playlist = corpus.playlistOrdinal(match.playlistId());
                int length = playlist < 0 ? 0 : corpus.length(playlist);
                for (int position = 0; position < length; position++) {
                    List<String> playlists = titled.get(corpus.trackAt(playlist, position));
                    if (playlists != null && playlists.size() < MOST_TITLED) {
                        playlists.add(match.playlistId());
                    }
                }
            }
            return titled;
        }

        private CandidateSource mainSource(int track) {
            CandidateSource main = CandidateSource.POPULARITY;
            float most = 0;
            int candidate = candidates.indexOf(track);
            for (Map.Entry<CandidateSource, Float> factor : factors.entrySet()) {
                float share = factor.getValue() * candidates.vote(factor.getKey(), candidate);
                // Factors only weigh what others brought.
                if (share > most && factor.getKey() != CandidateSource.FACTORS) {
                    most = share;
                    main = factor.getKey();
                }
            }
            return main;
        }
    }
}
