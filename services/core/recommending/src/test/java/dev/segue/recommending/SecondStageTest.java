package dev.segue.recommending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.ranking.CandidateRanker;
import dev.segue.recommending.ranking.Described;
import dev.segue.recommending.ranking.Ranker;
import dev.segue.recommending.ranking.Ranker.Ordering;
import dev.segue.recommending.ranking.Shape;
import dev.segue.recommending.ranking.Signal;
import dev.segue.recommending.ranking.Trees;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SecondStageTest {

    private final Fixtures shop = new Fixtures()
            .playlist("p1", "seed", "a", "b", "c", "d")
            .playlist("p2", "seed", "a", "b", "c")
            .playlist("p3", "seed", "a", "b")
            .playlist("p4", "seed", "a")
            .playlist("p5", "far", "farther");

    private final Optional<VectorModel> model = shop.model(Map.of("seed", new float[] {1, 0}, "a", new float[] {1, 1}));

    @Test
    void theRankerOrdersTheBestOfTheBlendAndTheOthersFollowAsTheyWere() {
        // Given
        CandidateRanker rarest = ranker(2, (candidates, i) -> -candidates.get(i, Signal.POPULARITY));

        // When
        List<String> blended = Fixtures.ids(shop.continued(request(20), model));
        List<String> ranked = Fixtures.ids(shop.continued(request(20), with(rarest)));

        // Then
        assertThat(blended).startsWith("a", "b", "c", "d");
        assertThat(ranked).startsWith("b", "a", "c", "d");
        assertThat(ranked.subList(2, ranked.size())).isEqualTo(blended.subList(2, blended.size()));
    }

    @Test
    void scoresFallAlongTheAnswerAndAreAtMostOne() {
        // Given
        CandidateRanker odd = ranker(3, (candidates, i) -> 40 * i - 60.0);

        // When
        var items = shop.continued(request(20), with(odd)).items();

        // Then
        assertThat(items.getFirst().score()).isEqualTo(1);
        assertThat(items.stream().map(RecommendedTrack::score).toList())
                .isSortedAccordingTo(Collections.reverseOrder());
        assertThat(Fixtures.ids(shop.continued(request(20), with(odd)))).startsWith("c", "b", "a", "d");
    }

    @Test
    void pagesContinueOneRankingAndRepeatNothing() {
        // Given
        CandidateRanker rarest = ranker(3, (candidates, i) -> -candidates.get(i, Signal.POPULARITY));
        List<String> whole = Fixtures.ids(shop.continued(request(20), with(rarest)));

        // When
        var pages = new ArrayList<String>();
        var served = Served.NONE;
        boolean more = true;
        while (more) {
            var page = shop.continued(
                    new ContinuationRequest(
                            List.of("seed"), false, List.of(), List.of(), Set.of(), served, 2, Wishes.NONE),
                    with(rarest));
            pages.addAll(Fixtures.ids(page));
            served = served.plus(Fixtures.ids(page));
            more = page.more();
        }

        // Then
        assertThat(pages).isEqualTo(whole);
    }

    @Test
    void aTrackThatIsNewToTheModelIsRankedLikeAnyOther() {
        // Given
        CandidateRanker together = ranker(10, (candidates, i) -> candidates.get(i, Signal.CONFIDENCE));
        for (int i = 0; i < 9; i++) {
            shop.playlist("since the training " + i, "seed", "new");
        }

        // When
        List<String> ranked = Fixtures.ids(shop.continued(request(20), with(together)));

        // Then
        assertThat(model.orElseThrow().space().contains(shop.corpus.trackOrdinal("new")))
                .isFalse();
        assertThat(ranked).startsWith("new");
    }

    @Test
    void whatOnlyFillsAnAnswerIsNotRanked() {
        // Given
        CandidateRanker backwards = ranker(100, (candidates, i) -> i);

        // When
        List<String> ranked = Fixtures.ids(shop.continued(request(20), with(backwards)));

        // Then
        assertThat(ranked).startsWith("d", "c", "b", "a");
        assertThat(ranked.subList(4, ranked.size())).containsExactlyInAnyOrder("far", "farther");
    }

    @Test
    void theWishForPopularTracksLeansOnWhatTheRankerSays() {
        // Given
        CandidateRanker rarest = ranker(4, (candidates, i) -> .1 * i);

        // When
        var popular = new Wishes(0, 1, Wishes.ANY_NUMBER, false);
        List<String> ranked = Fixtures.ids(shop.continued(
                new ContinuationRequest(
                        List.of("seed"), false, List.of(), List.of(), Set.of(), Served.NONE, 20, popular),
                with(rarest)));

        // Then
        assertThat(ranked).startsWith("a", "b");
    }

    @Test
    void anAnswerDependsOnPlaylistsModelAndRequestAlone() {
        // Given
        var random = new Random(5);
        Map<String, List<String>> playlists = new HashMap<>();
        for (int playlist = 0; playlist < 120; playlist++) {
            var tracks = new LinkedHashSet<String>();
            while (tracks.size() < 12) {
                tracks.add("t" + (int) (80 * Math.pow(random.nextDouble(), 2)));
            }
            playlists.put("p" + playlist, List.copyOf(tracks));
        }
        Ranker ranker = everySignalCounts();
        List<String> ids = new ArrayList<>(playlists.keySet());
        Collections.sort(ids);

        // When
        Corpus forth = new Corpus();
        ids.forEach(id -> forth.upsert(id, forth.internTracks(playlists.get(id))));
        Corpus back = new Corpus();
        back.upsert("gone", back.internTracks(List.of("t3", "t1", "x")));
        ids.reversed().forEach(id -> back.upsert(id, back.internTracks(List.of("y", "t5"))));
        ids.reversed().forEach(id -> back.upsert(id, back.internTracks(playlists.get(id))));
        back.delete("gone");

        // Then
        for (String id : ids.subList(0, 30)) {
            List<String> seeds = playlists.get(id).subList(0, 1 + Math.floorMod(id.hashCode(), 8));
            assertThat(asked(back, seeds, ranker)).isEqualTo(asked(forth, seeds, ranker));
        }
    }

    private static List<String> asked(Corpus corpus, List<String> seeds, Ranker ranker) {
        var random = new Random(9);
        int dimension = 6;
        List<String> known = new ArrayList<>();
        for (int i = 0; i < 80; i += 2) {
            known.add("t" + i);
        }
        float[] rows = new float[known.size() * dimension];
        for (int row = 0; row < known.size(); row++) {
            float[] vector = new float[dimension];
            for (int i = 0; i < dimension; i++) {
                vector[i] = random.nextFloat() - .3f;
            }
            System.arraycopy(Fixtures.unit(vector), 0, rows, row * dimension, dimension);
        }
        var model = new VectorModel(
                VectorSpace.of(known, dimension, rows, corpus::internTrack),
                (vectors, weights) -> Arrays.copyOf(vectors, dimension));
        byte[] factors = new byte[rows.length];
        for (int i = 0; i < rows.length; i++) {
            factors[i] = (byte) Math.round(127 * rows[i]);
        }
        float[] steps = new float[known.size()];
        Arrays.fill(steps, 1 / 127f);
        var expecting =
                new FactorModel(dimension, factors, steps, new float[dimension * dimension], 1, model.space()::row);
        var facts =
                TrackFacts.ofArtists(track -> "artist " + corpus.trackId(track).hashCode() % 7);
        return Fixtures.ids(new Continuer(corpus)
                .continuation(
                        ContinuationRequest.ofSeeds(seeds, 60),
                        Optional.of(model.with(expecting).with(ranker)),
                        PopularTracks.of(corpus, 20),
                        facts,
                        new Workspace()));
    }

    @Test
    void ranksAsManyAsThePagesShownNeed() {
        // Given
        String[] many = IntStream.range(0, 900).mapToObj(i -> "t" + i).toArray(String[]::new);
        shop.playlist(
                "long", Stream.concat(Stream.of("seed"), Arrays.stream(many)).toArray(String[]::new));
        var ranked = new ArrayList<Integer>();
        CandidateRanker counting = ranker(600, (candidates, i) -> {
            if (i == 0) {
                ranked.add(candidates.size());
            }
            return 0;
        });

        // When
        for (int limit : new int[] {10, 100, 500}) {
            shop.continued(request(limit), with(counting));
        }

        // Then
        assertThat(ranked).containsExactly(200, 300, 600);
    }

    private static Ranker everySignalCounts() {
        var random = new Random(3);
        Map<Shape, Ordering> orderings = new HashMap<>();
        for (Shape shape : Shape.values()) {
            float[] weights = new float[Signal.values().length];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = random.nextFloat() - .5f;
            }
            orderings.put(shape, new Ordering(40, weights, 0, Trees.none()));
        }
        return new Ranker(orderings);
    }

    private Optional<VectorModel> with(CandidateRanker ranker) {
        return model.map(known -> known.with(ranker));
    }

    private static ContinuationRequest request(int limit) {
        return ContinuationRequest.ofSeeds(List.of("seed"), limit);
    }

    private static CandidateRanker ranker(int depth, ToDoubleBiFunction<Described, Integer> logit) {
        return new CandidateRanker() {
            @Override
            public int depth(Shape shape) {
                return depth;
            }

            @Override
            public boolean score(Shape shape, Described candidates, float[] logits) {
                for (int i = 0; i < candidates.size(); i++) {
                    logits[i] = (float) logit.applyAsDouble(candidates, i);
                }
                return true;
            }
        };
    }
}
