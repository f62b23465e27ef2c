package dev.segue.preprocessor.counting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.preprocessor.counting.CountedCorpus.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorTableTest {

    private static final NeighbourRules RULES = new NeighbourRules(2, 10, 1);
    private static final long WHILE_IT_TAKES = Duration.ofMinutes(1).toNanos();
    private static final long ONE_ANCHOR = 0;

    private final CountedCorpus corpus = new CountedCorpus(RULES, 2, track -> track.endsWith("theirs") ? 1 : 0, 1);
    private final List<String> told = new ArrayList<>();
    private final List<Long> settled = new ArrayList<>();
    private final List<Edited> dropped = new ArrayList<>();

    @Test
    void tellsTheHottestAnchorFirst() {
        // Given
        var table = corpus.open(0, Remembered.NOTHING);
        hold("p1", 0, "t:cold", "t:warm", "t:hot");
        hold("p2", 1, "t:warm", "t:hot");
        hold("p3", 2, "t:hot");

        // When
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(told).containsExactly("t:hot", "t:warm", "t:cold");
    }

    @Test
    void tellsOnlyItsOwnAnchorsButCountsAllNeighbours() {
        // Given
        var table = corpus.open(0, Remembered.NOTHING);

        // When
        hold("p1", 0, "t:mine", "t:theirs");
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(told).containsExactly("t:mine");
        assertThat(corpus.neighbours("t:mine", 2, 10)).hasValueSatisfying(anchor -> assertThat(anchor.neighbours())
                .containsExactly(new Anchor.Neighbour("t:theirs", 1, 1)));
        assertThat(corpus.neighbours("t:theirs", 2, 10)).isPresent();
    }

    @Test
    void anAnchorThatKeepsChangingDoesNotKeepOthersWaiting() {
        // Given
        var table = corpus.open(0, Remembered.NOTHING);
        hold("p1", 0, "t:hot", "t:cold");

        // When
        for (int edit = 1; edit <= 4; edit++) {
            hold("p" + (edit + 1), edit, "t:hot");
            publish(table, ONE_ANCHOR);
        }

        // Then
        assertThat(told).startsWith("t:hot", "t:cold", "t:hot");
    }

    @Test
    void isSettledThroughTheSnapshotsThatWereCountedBeforeTheRound() {
        // Given
        var table = corpus.open(0, Remembered.NOTHING);
        hold("p1", 10, "t:a", "t:b");
        publish(table, ONE_ANCHOR);
        hold("p2", 11, "t:c");

        // When
        publish(table, ONE_ANCHOR);

        // Then
        assertThat(settled).containsExactly(11L);

        // When
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(settled).containsExactly(11L, 12L);
        assertThat(table.isSettled()).isTrue();
        assertThat(table.pending()).isZero();
    }

    @Test
    void aChangeOfForeignTracksAloneIsSettledToo() {
        // Given
        var table = corpus.open(0, Remembered.NOTHING);
        hold("p1", 3, "t:theirs");

        // When
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(told).isEmpty();
        assertThat(settled).containsExactly(4L);
    }

    @Test
    void goesOnAfterARestartWithNothingToTell() {
        // Given
        hold("p1", 5, "t:a", "t:b");

        // When
        var table = corpus.open(0, new Remembered(OffsetVector.of(6), Standing.START, List.of()));

        // Then
        assertThat(table.isSettled()).isTrue();
        assertThat(table.catalogueTracks()).isEqualTo(2);
    }

    @Test
    void afterARestartTellsWhatChangedSinceItWasSettled() {
        // Given
        hold("p1", 5, "t:a", "t:b");
        hold("p2", 6, "t:b", "t:c");

        // When
        var table = corpus.open(0, new Remembered(OffsetVector.of(6), Standing.START, List.of()));
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(told).containsExactlyInAnyOrder("t:b", "t:c");
    }

    @Test
    void afterARestartTellsTracksThatHadLeftAPlaylistAndForgetsThemThen() {
        // Given
        var left = new Edited(0, 7, List.of("t:gone"));
        hold("p1", 7, "t:a");

        // When
        var table = corpus.open(0, new Remembered(OffsetVector.of(8), Standing.START, List.of(left)));
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(told).containsExactly("t:gone");
        assertThat(dropped).containsExactly(left);
    }

    @Test
    void remembersTracksThatLeftUntilTheirChangeIsCounted() {
        // Given
        var table = corpus.open(0, Remembered.NOTHING);
        hold("p1", 6, "t:a", "t:gone");
        publish(table, WHILE_IT_TAKES);
        var left = new Edited(0, 7, List.of("t:gone"));

        // When
        table.owe(left);
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(dropped).isEmpty();
        assertThat(table.isSettled()).isFalse();

        // When
        hold("p1", 7, "t:a");
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(dropped).containsExactly(left);
        assertThat(table.isSettled()).isTrue();
    }

    @Test
    void tellsNothingBeforeItHasCountedWhatAnotherOwnerTold() {
        // Given
        hold("p1", 5, "t:a", "t:b");
        var ahead = new Standing(OffsetVector.of(9), OffsetVector.of(9));
        var table = corpus.open(0, new Remembered(OffsetVector.ZERO, ahead, List.of()));

        // When
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(told).isEmpty();

        // When
        corpus.followed(() -> OffsetVector.of(9));
        publish(table, WHILE_IT_TAKES);

        // Then
        assertThat(told).containsExactlyInAnyOrder("t:a", "t:b");
        assertThat(corpus.neighbours("t:a", 2, 10))
                .hasValueSatisfying(anchor -> assertThat(anchor.sourceOffsets()).containsExactly(9L));
    }

    @Test
    void aTableIsToldOfNothingOnceThePartitionIsOpenedAgain() {
        // Given
        var first = corpus.open(0, Remembered.NOTHING);
        var second = corpus.open(0, Remembered.NOTHING);

        // When
        corpus.close(first);
        hold("p1", 0, "t:a");

        // Then
        assertThat(first.pending()).isZero();
        assertThat(second.pending()).isEqualTo(1);
    }

    @Test
    void playlistsAreNotReplacedOutsideOfAWrite() {
        assertThatThrownBy(() -> corpus.replace("p1", List.of("t:a"), new Origin(0, 0), new Origin(0, 0)))
                .isInstanceOf(IllegalStateException.class);
    }

    private void hold(String playlistId, long offset, String... tracks) {
        corpus.write(() -> corpus.replace(playlistId, List.of(tracks), new Origin(0, offset), new Origin(0, offset)));
    }

    private void publish(AnchorTable table, long nanos) {
        table.publish(nanos, publication -> told.add(publication.trackId()), (through, retired) -> {
            settled.add(through.sources().get(0));
            dropped.addAll(retired);
        });
    }
}
