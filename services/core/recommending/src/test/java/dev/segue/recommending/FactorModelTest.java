package dev.segue.recommending;

import static dev.segue.recommending.Fixtures.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FactorModelTest {

    private static final float STEP = .01f;
    private static final float RIDGE = .5f;
    private static final float[] GRAM = {.2f, .1f, .1f, .4f};

    /// Rows 0 to 3; track 9 is in row 1, tracks 10 and more are unknown; row 3 has no factors.
    private final FactorModel model = new FactorModel(
            2,
            new byte[] {100, 0, 60, 80, 0, 127, 5, 5},
            new float[] {STEP, STEP, STEP, 0},
            GRAM,
            RIDGE,
            track -> track == 9 ? 1 : track > 9 ? -1 : track);

    @Test
    void placesARequestWhereLeastSquaresDo() {
        // When
        float[] place = model.place(new int[] {0, 9, 12, 3}, new float[] {1, .5f, 1, 1});

        // Then: (G + Σ w·y yᵀ + ridge · √Σw · I) · x = Σ w·y for the two tracks with factors, by hand
        double a = .2 + 1 + .5 * .36 + RIDGE * Math.sqrt(1.5);
        double b = .1 + .5 * .48;
        double d = .4 + .5 * .64 + RIDGE * Math.sqrt(1.5);
        double determinant = a * d - b * b;
        assertThat((double) place[0]).isCloseTo((d * 1.3 - b * .4) / determinant, within(1e-5));
        assertThat((double) place[1]).isCloseTo((a * .4 - b * 1.3) / determinant, within(1e-5));
    }

    @Test
    void expectsWhatLiesTheSameWay() {
        // Given
        float[] place = {2, -1};

        // When // Then
        assertThat(model.score(place, 0)).isCloseTo(2f, within(1e-6f));
        assertThat(model.score(place, 9)).isCloseTo(.4f, within(1e-6f));
        assertThat(model.score(place, 2)).isCloseTo(-1.27f, within(1e-6f));
        assertThat(model.score(place, 3)).isZero();
        assertThat(model.score(place, 12)).isZero();
    }

    @Test
    void hasNoPlaceForTracksWithoutFactors() {
        // When // Then
        assertThat(model.place(new int[] {3, 11}, new float[] {1, 1})).isEmpty();
        assertThat(model.place(new int[0], new float[0])).isEmpty();
    }

    @Test
    void refusesSizesThatDoNotFit() {
        // When // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FactorModel(2, new byte[3], new float[2], GRAM, RIDGE, track -> track))
                .withMessageContaining("expected 2 tracks of 2");
    }

    @Test
    void bringsUpWhatFactorsExpectAmongWhatPlaylistsHold() {
        // Given: both are held with the seed alike, the factors expect the one that comes second by its id
        var shop = new Fixtures().playlist("p:1", "seed", "a").playlist("p:2", "seed", "b");
        Map<String, byte[]> factors =
                Map.of("seed", new byte[] {127, 0}, "a", new byte[] {0, 127}, "b", new byte[] {127, 0});
        byte[] rows = new byte[2 * factors.size()];
        factors.forEach((id, row) -> System.arraycopy(row, 0, rows, 2 * shop.corpus.trackOrdinal(id), 2));
        VectorModel without =
                shop.model(Map.of("elsewhere", new float[] {1, 0})).orElseThrow();
        VectorModel with =
                without.with(new FactorModel(2, rows, new float[] {STEP, STEP, STEP}, GRAM, RIDGE, track -> track));

        // When
        var request = ContinuationRequest.ofSeeds(List.of("seed"), 2);
        var blended = shop.continued(request, Optional.of(with));

        // Then
        assertThat(ids(shop.continued(request, Optional.of(without)))).containsExactly("a", "b");
        assertThat(ids(blended)).containsExactly("b", "a");
        assertThat(blended.items().getFirst().source()).isEqualTo(CandidateSource.PLAYLISTS);
    }

    @Test
    void whatCameAfterTheFactorsDoesNotFallBehindForIt() {
        // Given: the factors expect ten tracks that were held with the seed when they were made
        var shop = new Fixtures().playlist("p:apart", "unmet");
        for (int i = 0; i < 10; i++) {
            shop.playlist("p:" + i, "seed", "old " + i);
        }
        byte[] rows = new byte[2 * shop.corpus.trackOrdinals()];
        float[] steps = new float[shop.corpus.trackOrdinals()];
        Arrays.fill(steps, STEP);
        for (int track = 0; track < steps.length; track++) {
            rows[2 * track + (track == shop.corpus.trackOrdinal("unmet") ? 1 : 0)] = 127;
        }
        var model = shop.model(Map.of("elsewhere", new float[] {1, 0}))
                .orElseThrow()
                .with(new FactorModel(2, rows, steps, GRAM, RIDGE, track -> track < steps.length ? track : -1));

        // When: one of them met the seed since, thrice, and so did a new one
        for (int i = 10; i < 13; i++) {
            shop.playlist("p:" + i, "seed", "unmet").playlist("q:" + i, "seed", "new");
        }
        var answer = shop.continued(ContinuationRequest.ofSeeds(List.of("seed"), 2), Optional.of(model));

        // Then
        assertThat(ids(answer)).containsExactlyInAnyOrder("unmet", "new");
    }

    @Property(tries = 200)
    void nothingFallsFarBehindWhatTheOtherSourcesSay(@ForAll long randomSeed) {
        // Given
        var random = new Random(randomSeed);
        var shop = new Fixtures();
        for (int i = 0; i < 30; i++) {
            var held = new ArrayList<>(List.of("seed"));
            random.ints(1 + random.nextInt(8), 0, 60).distinct().forEach(track -> held.add("t" + track));
            shop.playlist("p:" + i, held.toArray(String[]::new));
        }
        byte[] rows = new byte[2 * shop.corpus.trackOrdinals()];
        random.nextBytes(rows);
        float[] steps = new float[shop.corpus.trackOrdinals()];
        Arrays.fill(steps, STEP);
        var model = shop.model(Map.of("elsewhere", new float[] {1, 0})).orElseThrow();
        var request = ContinuationRequest.ofSeeds(List.of("seed"), 60);

        // When
        List<String> without = ids(shop.continued(request, Optional.of(model)));
        List<String> with = ids(shop.continued(
                request, Optional.of(model.with(new FactorModel(2, rows, steps, GRAM, RIDGE, track -> track)))));

        // Then
        for (int place = 1; place <= without.size(); place++) {
            assertThat(with.indexOf(without.get(place - 1)) + 1).isBetween(1, 5 * place);
        }
    }

    @Test
    void aTitleAloneIsExpectedToHoldWhatItsPlaylistsHold() {
        // Given: of what one playlist of that title holds, the factors expect what is like most of it
        var shop = new Fixtures().playlist("p:1", "a", "b", "c", "d");
        byte[] rows = new byte[8];
        for (String id : List.of("b", "c", "d")) {
            rows[2 * shop.corpus.trackOrdinal(id)] = 127;
        }
        rows[2 * shop.corpus.trackOrdinal("a") + 1] = 127;
        float[] steps = {STEP, STEP, STEP, STEP};
        VectorModel without =
                shop.model(Map.of("elsewhere", new float[] {1, 0})).orElseThrow();
        var request = new ContinuationRequest(
                List.of(),
                true,
                List.of(new TitleMatch("p:1", 1)),
                List.of(),
                Set.of(),
                Served.NONE,
                4,
                new Wishes(0, 0, Wishes.ANY_NUMBER, false));

        // When
        var expected = shop.continued(
                request, Optional.of(without.with(new FactorModel(2, rows, steps, GRAM, RIDGE, track -> track))));

        // Then
        assertThat(ids(shop.continued(request, Optional.of(without)))).containsExactly("a", "b", "c", "d");
        assertThat(ids(expected)).containsExactly("b", "c", "d", "a");
        assertThat(expected.items()).allMatch(item -> item.source() == CandidateSource.TITLES);
    }
}
