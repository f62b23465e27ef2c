package dev.segue.recommending;

import static dev.segue.recommending.Fixtures.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommending.Continuation.Fallback;
import dev.segue.recommending.Continuation.Ranked;
import dev.segue.recommending.Continuation.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContinuerTest {

    private final Fixtures shop = new Fixtures();

    @Test
    void recommendsWhatStandsBesideTheSeeds() {
        // Given
        shop.playlist("p:reggae", "jamming", "exodus", "legalize it")
                .playlist("p:ska", "exodus", "legalize it", "pressure drop")
                .playlist("p:metal", "paranoid", "iron man");

        // When
        var answer = shop.continued("jamming", "exodus");

        // Then
        assertThat(answer).isInstanceOf(Ranked.class);
        assertThat(ids(answer)).startsWith("legalize it", "pressure drop").doesNotContain("jamming", "exodus");
        assertThat(answer.unresolvedSeeds()).isEmpty();
    }

    @Test
    void namesTheSeedsAndTheExactNumberOfSharedPlaylists() {
        // Given
        shop.playlist("p:1", "jamming", "exodus", "legalize it")
                .playlist("p:2", "legalize it", "exodus")
                .playlist("p:3", "exodus", "legalize it", "no woman")
                .playlist("p:4", "exodus", "no woman");

        // When
        var answer = shop.continued("jamming", "exodus");

        // Then
        var legalizeIt = answer.items().stream()
                .filter(item -> item.trackId().equals("legalize it"))
                .findFirst()
                .orElseThrow();
        assertThat(legalizeIt.because()).containsExactly(new Because("exodus", 3), new Because("jamming", 1));
        assertThat(legalizeIt.source()).isEqualTo(CandidateSource.PLAYLISTS);
    }

    @Test
    void givesNoMoreThanThreeReasons() {
        // Given
        shop.playlist("p:1", "a", "b", "c", "d", "x");

        // When
        var answer = shop.continued("a", "b", "c", "d");

        // Then
        assertThat(answer.items().getFirst().because())
                .extracting(Because::seed)
                .containsExactly("a", "b", "c");
    }

    @Test
    void forgetsWhatADeletedPlaylistSaid() {
        // Given
        shop.playlist("p:1", "a", "b").playlist("p:2", "a", "c");

        // When
        shop.corpus.delete("p:1");
        var answer = shop.continued("a");

        // Then
        assertThat(ids(answer)).containsExactly("c");
    }

    @Test
    void recommendsATrackTheModelHasNeverSeen() {
        // Given
        shop.playlist("p:1", "a", "b");
        var model = shop.model(Map.of("a", new float[] {1, 0}, "b", new float[] {1, .1f}));

        // When
        shop.playlist("p:2", "a", "released today").playlist("p:3", "a", "released today");
        var answer = shop.continued(ContinuationRequest.ofSeeds(List.of("a"), 10), model);

        // Then
        assertThat(ids(answer)).contains("released today");
    }

    @Test
    void recommendsByVectorWhereNoPlaylistJoinsTheTracks() {
        // Given
        shop.playlist("p:1", "a", "b").playlist("p:2", "far").playlist("p:3", "near");
        var model = shop.model(Map.of(
                "a", new float[] {1, 0},
                "near", new float[] {1, .2f},
                "far", new float[] {-1, 0},
                "gone", new float[] {1, 0}));

        // When
        var answer = shop.continued(ContinuationRequest.ofSeeds(List.of("a"), 10), model);

        // Then
        assertThat(ids(answer)).contains("near").doesNotContain("gone");
        assertThat(ids(answer).indexOf("near")).isLessThan(ids(answer).indexOf("far"));
        var near = answer.items().get(ids(answer).indexOf("near"));
        assertThat(near.source()).isEqualTo(CandidateSource.VECTORS);
        assertThat(near.because()).isEmpty();
    }

    @Test
    void listsUnknownSeedsAndAnswersForTheOthers() {
        // Given
        shop.playlist("p:1", "a", "b");

        // When
        var answer = shop.continued("nobody knows", "a");

        // Then
        assertThat(answer).isInstanceOf(Ranked.class);
        assertThat(answer.unresolvedSeeds()).containsExactly("nobody knows");
        assertThat(ids(answer)).containsExactly("b");
    }

    @Test
    void flagsPopularityWhenNothingIsKnown() {
        // Given
        shop.playlist("p:1", "hit", "b").playlist("p:2", "hit", "c");

        // When
        var answer = shop.continued("nobody knows");

        // Then
        assertThat(answer).isInstanceOfSatisfying(Fallback.class, fallback -> assertThat(fallback.reason())
                .isEqualTo(Reason.UNKNOWN_SEEDS));
        assertThat(ids(answer)).containsExactly("hit", "b", "c");
        assertThat(answer.items()).allSatisfy(item -> assertThat(item.source()).isEqualTo(CandidateSource.POPULARITY));
    }

    @Test
    void saysWhenASeedStandsAlone() {
        // Given
        shop.playlist("p:1", "hermit").playlist("p:2", "hit", "b");

        // When
        var answer = shop.continued("hermit");

        // Then
        assertThat(answer).isInstanceOfSatisfying(Fallback.class, fallback -> assertThat(fallback.reason())
                .isEqualTo(Reason.NO_CANDIDATES));
        assertThat(ids(answer)).containsExactly("b", "hit");
    }

    @Test
    void continuesATitleFromPlaylistsWithTitlesLikeIt() {
        // Given
        shop.playlist("p:night", "nightcall", "midnight city").playlist("p:noise", "iron man");

        // When
        var answer = shop.continued(
                titled(List.of(), List.of(new TitleMatch("p:night", 3), new TitleMatch("p:gone", 9))),
                Optional.empty());

        // Then
        assertThat(answer).isInstanceOf(Ranked.class);
        assertThat(ids(answer)).startsWith("midnight city", "nightcall");
        assertThat(answer.items().getFirst().source()).isEqualTo(CandidateSource.TITLES);
    }

    @Test
    void namesThePlaylistsOfNearTitlesThatHoldATrack() {
        // Given
        var shop = new Fixtures()
                .playlist("p:near", "a", "b")
                .playlist("p:nearer", "a")
                .playlist("p:far", "a", "c")
                .playlist("p:last", "a");
        var titles = List.of(
                new TitleMatch("p:near", 2),
                new TitleMatch("p:nearer", 3),
                new TitleMatch("p:gone", 9),
                new TitleMatch("p:far", 1),
                new TitleMatch("p:last", .5f));

        // When
        var answer = shop.continued(titled(List.of(), titles), Optional.empty());

        // Then
        var named =
                answer.items().stream().collect(Collectors.toMap(RecommendedTrack::trackId, RecommendedTrack::titled));
        assertThat(named)
                .containsEntry("a", List.of("p:nearer", "p:near", "p:far"))
                .containsEntry("b", List.of("p:near"))
                .containsEntry("c", List.of("p:far"));
    }

    @Test
    void fallsBackForATitleThatNoPlaylistHas() {
        // Given
        shop.playlist("p:1", "a");

        // When
        var answer = shop.continued(titled(List.of(), List.of()), Optional.empty());

        // Then
        assertThat(answer).isInstanceOfSatisfying(Fallback.class, fallback -> assertThat(fallback.reason())
                .isEqualTo(Reason.UNKNOWN_TITLE));
    }

    @Test
    void leavesOutWhatIsExcludedOrNotInTheCatalogue() {
        // Given
        shop.playlist("p:1", "a", "b", "c", "d").notInTheCatalogue("c");
        var request = new ContinuationRequest(
                List.of("a"), false, List.of(), List.of(), Set.of("b", "never seen"), Served.NONE, 20, Wishes.NONE);

        // When
        var answer = shop.continued(request, Optional.empty());

        // Then
        assertThat(ids(answer)).containsExactly("d");
        assertThat(answer.more()).isFalse();
    }

    @Test
    void neverRepeatsAnItemAcrossPagesHoweverTheCorpusChanges() {
        // Given
        shop.playlist("p:1", IntStream.range(0, 60).mapToObj(i -> "t" + i).toArray(String[]::new));
        var seen = new ArrayList<String>();
        Served served = Served.NONE;

        // When
        boolean more = true;
        for (int page = 0; more; page++) {
            var request = wishing("t0", served, 10, new Wishes(page % 2 == 0 ? 0 : .5, 0, Wishes.ANY_NUMBER, false));
            var answer = shop.continued(request, Optional.empty());
            seen.addAll(ids(answer));
            served = served.plus(ids(answer));
            more = answer.more();
            shop.playlist("p:new" + page, "t0", "t" + (30 + page), "fresh" + page);
        }

        // Then
        assertThat(seen).doesNotHaveDuplicates().contains("t1", "t59", "fresh0");
    }

    @Test
    void answersTheSameWhateverTheOrderInWhichPlaylistsCame() {
        // Given
        var random = new Random(11);
        var playlists = new ArrayList<List<String>>();
        for (int i = 0; i < 300; i++) {
            var tracks = new ArrayList<>(
                    IntStream.range(0, 80).mapToObj(t -> "t" + t).toList());
            Collections.shuffle(tracks, random);
            playlists.add(tracks.subList(0, 2 + random.nextInt(8)));
        }
        var forwards = new Fixtures();
        var backwards = new Fixtures();
        for (int i = 0; i < playlists.size(); i++) {
            forwards.playlist("p:" + i, playlists.get(i).toArray(String[]::new));
            int j = playlists.size() - 1 - i;
            backwards.playlist("p:" + j, playlists.get(j).toArray(String[]::new));
        }

        // When
        var one = forwards.continued("t1", "t2", "t3");
        var other = backwards.continued("t1", "t2", "t3");

        // Then
        assertThat(ids(one)).isEqualTo(ids(other));
        assertThat(one.items())
                .extracting(RecommendedTrack::score)
                .isEqualTo(other.items().stream().map(RecommendedTrack::score).toList());
    }

    @Test
    void spreadsArtistsWhenDiversityIsAskedFor() {
        // Given
        shop.playlist("p:1", "seed", "m1", "m2", "m3", "t1")
                .playlist("p:2", "seed", "m1", "m2", "m3")
                .playlist("p:3", "seed", "m1", "m2")
                .by("Marley", "m1", "m2", "m3")
                .by("Tosh", "t1");

        // When
        var plain = shop.continued(asked(0), Optional.empty());
        var diverse = shop.continued(asked(.7), Optional.empty());

        // Then
        assertThat(ids(plain)).containsExactly("m1", "m2");
        assertThat(ids(diverse)).containsExactly("m1", "t1");
    }

    @Test
    void takesAHundredOrderedSeedsAndRepeatsAmongThem() {
        // Given
        String[] tracks = IntStream.range(0, 120).mapToObj(i -> "t" + i).toArray(String[]::new);
        shop.playlist("p:1", tracks);
        var seeds = new ArrayList<>(List.of(tracks).subList(0, 110));
        seeds.addAll(List.of("t0", "t0"));

        // When
        var answer = shop.continued(ContinuationRequest.ofSeeds(seeds, 500), Optional.empty());

        // Then
        assertThat(ids(answer)).hasSize(10).contains("t110", "t119");
    }

    @Test
    void leavesItsWorkspaceEmptyForTheNextRequest() {
        // Given
        shop.playlist("p:1", "a", "b").playlist("p:2", "x", "y");
        var workspace = new Workspace();
        var continuer = new Continuer(shop.corpus);
        var popular = PopularTracks.NONE;

        // When
        continuer.continuation(
                ContinuationRequest.ofSeeds(List.of("a"), 5), Optional.empty(), popular, shop.facts(), workspace);
        var second = continuer.continuation(
                ContinuationRequest.ofSeeds(List.of("x"), 5), Optional.empty(), popular, shop.facts(), workspace);

        // Then
        assertThat(ids(second)).containsExactly("y");
    }

    @Test
    void refusesALimitOrDiversityThatMakesNoSense() {
        assertThatThrownBy(() -> ContinuationRequest.ofSeeds(List.of("a"), 0)).hasMessageContaining("limit");
        assertThatThrownBy(() -> asked(Double.NaN)).hasMessageContaining("diversity");
        assertThatThrownBy(() -> asked(1.1)).hasMessageContaining("0 to 1, got 1.1");
    }

    private static ContinuationRequest titled(List<String> seeds, List<TitleMatch> titles) {
        return new ContinuationRequest(seeds, true, titles, List.of(), Set.of(), Served.NONE, 20, Wishes.NONE);
    }

    private static ContinuationRequest asked(double diversity) {
        return wishing("seed", Served.NONE, 2, new Wishes(diversity, 0, Wishes.ANY_NUMBER, false));
    }

    private static ContinuationRequest wishing(String seed, Served served, int limit, Wishes wishes) {
        return new ContinuationRequest(List.of(seed), false, List.of(), List.of(), Set.of(), served, limit, wishes);
    }

    @Test
    void letsNoArtistHaveMoreThanItsShareOfAllPages() {
        // Given
        String[] lees = IntStream.range(0, 10).mapToObj(i -> "lee" + i).toArray(String[]::new);
        String[] kims = IntStream.range(0, 10).mapToObj(i -> "kim" + i).toArray(String[]::new);
        shop.playlist("p:1", "seed", "lee0", "lee1", "lee2", "lee3", "lee4", "kim0", "kim1", "kim2")
                .playlist("p:2", "seed", "lee5", "lee6", "lee7", "lee8", "kim3", "nobody's")
                .playlist("p:3", "lee9", "kim4", "kim5")
                .by("Lee", lees)
                .by("Kim", kims);
        var all = new ArrayList<String>();
        Served served = Served.NONE;

        // When
        for (double diversity : new double[] {0, .4, 0}) {
            var answer =
                    shop.continued(wishing("seed", served, 2, new Wishes(diversity, 0, 2, false)), Optional.empty());
            all.addAll(ids(answer));
            served = served.plus(ids(answer));
        }

        // Then
        assertThat(all).doesNotHaveDuplicates().hasSize(5).contains("nobody's");
        assertThat(all.stream().filter(id -> id.startsWith("lee"))).hasSize(2);
        assertThat(all.stream().filter(id -> id.startsWith("kim"))).hasSize(2);
    }

    @Test
    void leansTowardsWhatManyOrFewPlaylistsHold() {
        // Given
        shop.playlist("p:1", "seed", "hit", "rarity");
        for (int i = 0; i < 20; i++) {
            shop.playlist("p:hit" + i, "hit", "other" + i);
        }

        // When
        List<String> popular = ids(shop.continued(wishing("seed", Served.NONE, 2, leaning(1)), Optional.empty()));
        List<String> obscure = ids(shop.continued(wishing("seed", Served.NONE, 2, leaning(-1)), Optional.empty()));

        // Then
        assertThat(popular.getFirst()).isEqualTo("hit");
        assertThat(obscure.getFirst()).isEqualTo("rarity");
        assertThatThrownBy(() -> leaning(1.5)).hasMessageContaining("popularity must be -1 to 1, got 1.5");
        assertThatThrownBy(() -> new Wishes(0, 0, 0, false)).hasMessageContaining("maxPerArtist");
    }

    @Test
    void goesOnWithTheSeedsArtistsWhereNoPlaylistKnowsMore() {
        // Given
        shop.playlist("p:1", "seed", "together").playlist("p:2", "same album", "same artist", "elsewhere");
        var request = new ContinuationRequest(
                List.of("seed"),
                false,
                List.of(),
                List.of(
                        new ArtistMatch("same album", 2),
                        new ArtistMatch("same artist", 1),
                        new ArtistMatch("seed", 2)),
                Set.of(),
                Served.NONE,
                3,
                Wishes.NONE);

        // When
        var answer = shop.continued(request, Optional.empty());

        // Then
        assertThat(ids(answer)).containsExactly("together", "same album", "same artist");
        assertThat(answer.items().stream().map(RecommendedTrack::source))
                .containsExactly(CandidateSource.PLAYLISTS, CandidateSource.ARTISTS, CandidateSource.ARTISTS);
    }

    private static Wishes leaning(double popularity) {
        return new Wishes(0, popularity, Wishes.ANY_NUMBER, false);
    }
}
