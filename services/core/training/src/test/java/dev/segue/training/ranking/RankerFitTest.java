package dev.segue.training.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.segue.domain.SegueException;
import dev.segue.recommending.ranking.Ranker;
import dev.segue.recommending.ranking.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankerFitTest {

    private static final RankerConfig SMALL = new RankerConfig(10_000, .4, 150, 60, 120, .3, 10, 8, .2, 0, 7);

    private final Genres genres = new Genres(500);
    private final List<Integer> asked = IntStream.range(0, 220).boxed().toList();

    @Test
    void ranksShapesThatGainOnRequestsItDidNotLearnFromAndSaysByHowMuch() throws InterruptedException {
        // Given
        var said = new ArrayList<String>();

        // When
        RankerFit.Fitted fitted = RankerFit.fit(genres.rehearsal(), asked, SMALL, said::add);

        // Then
        assertThat(fitted.verdicts()).extracting(Verdict::shape).contains(Shape.ONE, Shape.FEW, Shape.SOME);
        assertThat(fitted.ranker().orderings().keySet())
                .containsExactlyInAnyOrderElementsOf(fitted.verdicts().stream()
                        .filter(Verdict::ranked)
                        .map(Verdict::shape)
                        .toList())
                .contains(Shape.SOME);
        assertThat(fitted.verdicts()).filteredOn(Verdict::ranked).allSatisfy(verdict -> assertThat(Math.max(
                        verdict.ndcg().difference().mean(),
                        verdict.precision().difference().mean()))
                .isPositive());
        assertThat(said).anySatisfy(line -> assertThat(line).startsWith("SOME: 150 requests; on 55 others NDCG@500"));
    }

    @Test
    void theSamePlaylistsAndSeedGiveTheSameBytes() throws InterruptedException {
        // When
        byte[] first = RankerFit.fit(genres.rehearsal(), asked, SMALL, line -> {})
                .ranker()
                .toBytes();
        byte[] second = RankerFit.fit(new Genres(500).rehearsal(), asked, SMALL, line -> {})
                .ranker()
                .toBytes();

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(Ranker.read(first).toBytes()).isEqualTo(first);
    }

    @Test
    void tooFewPlaylistsGiveARankerThatRanksNothing() throws InterruptedException {
        // When
        RankerFit.Fitted fitted = RankerFit.fit(genres.rehearsal(), asked.subList(0, 20), SMALL, line -> {});

        // Then
        assertThat(fitted.verdicts()).isEmpty();
        assertThat(fitted.ranker().orderings()).isEmpty();
        assertThat(fitted.ranker().depth(Shape.SOME)).isZero();
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        // When // Then
        assertThatExceptionOfType(SegueException.class)
                .isThrownBy(() -> new RankerConfig(10_000, .4, 150, 60, 5, .3, 10, 8, .2, 0, 7))
                .withMessage("Ranker depth: expected 10 to 5000, got 5");
    }
}
