package dev.segue.preprocessor.counting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorTableTest {

    private static final NeighbourRules RULES = new NeighbourRules(2, 10, 1);
    private static final long WHILE_IT_TAKES = Duration.ofMinutes(1).toNanos();
    private static final long ONE_ANCHOR = 0;

    private final List<String> told = new ArrayList<>();
    private final List<Long> settled = new ArrayList<>();

    @Test
    void tellsTheHottestAnchorFirst() {
        // Given
        var table = new AnchorTable(RULES, track -> true);
        table.replace("p1", List.of("t:cold", "t:warm", "t:hot"), 0);
        table.replace("p2", List.of("t:warm", "t:hot"), 1);
        table.replace("p3", List.of("t:hot"), 2);

        // When
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(told).containsExactly("t:hot", "t:warm", "t:cold");
    }

    @Test
    void tellsOnlyItsOwnAnchorsButCountsAllNeighbours() {
        // Given
        var table = new AnchorTable(RULES, track -> track.equals("t:mine"));

        // When
        table.replace("p1", List.of("t:mine", "t:theirs"), 0);
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(told).containsExactly("t:mine");
        assertThat(table.neighbours("t:mine", 2, 10)).hasValueSatisfying(anchor -> assertThat(anchor.neighbours())
                .containsExactly(new Anchor.Neighbour("t:theirs", 1, 1)));
        assertThat(table.neighbours("t:theirs", 2, 10)).isEmpty();
    }

    @Test
    void anAnchorThatKeepsChangingDoesNotKeepOthersWaiting() {
        // Given
        var table = new AnchorTable(RULES, track -> true);
        table.replace("p1", List.of("t:hot", "t:cold"), 0);

        // When
        for (int edit = 1; edit <= 4; edit++) {
            table.replace("p" + (edit + 1), List.of("t:hot"), edit);
            publish(table, ONE_ANCHOR);
        }

        // Then
        assertThat(told).startsWith("t:hot", "t:cold", "t:hot");
    }

    @Test
    void isSettledThroughTheEditsThatCameBeforeTheRound() {
        // Given
        var table = new AnchorTable(RULES, track -> true);
        table.replace("p1", List.of("t:a", "t:b"), 10);
        publish(table, ONE_ANCHOR);
        table.replace("p2", List.of("t:c"), 11);

        // When
        publish(table, ONE_ANCHOR);

        // Then
        assertThat(settled).containsExactly(10L);

        // When
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(settled).containsExactly(10L, 11L);
        assertThat(table.isSettled()).isTrue();
        assertThat(table.pending()).isZero();
    }

    @Test
    void anEditOfForeignTracksAloneIsSettledToo() {
        // Given
        var table = new AnchorTable(RULES, track -> false);
        table.replace("p1", List.of("t:a", "t:b"), 3);

        // When
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(told).isEmpty();
        assertThat(settled).containsExactly(3L);
    }

    @Test
    void goesOnAfterARestartWithNothingToTell() {
        // Given
        var table = new AnchorTable(RULES, track -> true);
        table.load("p1", List.of("t:a", "t:b"), 5);

        // When
        table.loaded(5);

        // Then
        assertThat(table.isSettled()).isTrue();
        assertThat(table.catalogueTracks()).isEqualTo(2);
    }

    private void publish(AnchorTable table, long nanos) {
        table.publish(nanos, publication -> told.add(publication.trackId()), settled::add);
    }
}
