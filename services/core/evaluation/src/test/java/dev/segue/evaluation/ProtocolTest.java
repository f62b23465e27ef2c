package dev.segue.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.corpus.Corpus;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProtocolTest {

    private static final TestPlaylist LONG = playlist("long", 110, true);
    private static final TestPlaylist SHORT = playlist("short", 12, true);

    @Test
    void aLongTitledPlaylistTakesPartInAllTenCategoriesOfTheChallenge() {
        // When
        List<Task> tasks = Protocol.CHALLENGE.tasks(List.of(LONG), 1);

        // Then
        assertThat(tasks).hasSize(10).extracting(Task::category).doesNotHaveDuplicates();
    }

    @Test
    void aShortPlaylistTakesPartWhereEnoughIsLeftToHide() {
        // When
        List<Task> tasks = Protocol.CHALLENGE.tasks(List.of(SHORT), 1);

        // Then
        assertThat(tasks)
                .extracting(Task::category)
                .containsExactly("title", "title + first 1", "title + first 5", "first 5");
    }

    @Test
    void seedsAndHiddenTracksAreThePlaylistAndShareNone() {
        for (Protocol protocol : EnumSet.complementOf(EnumSet.of(Protocol.NEXT_TRACK))) {
            // When
            List<Task> tasks = protocol.tasks(List.of(LONG, SHORT, playlist("unordered", 30, false)), 7);

            // Then
            assertThat(tasks).as(protocol.title()).isNotEmpty().allSatisfy(task -> {
                var all = new HashSet<Integer>();
                IntStream.concat(IntStream.of(task.seeds()), IntStream.of(task.hidden()))
                        .forEach(all::add);
                assertThat(all).hasSize(task.seeds().length + task.hidden().length);
                assertThat(all.size())
                        .isEqualTo(Stream.of(110, 12, 30)
                                .filter(length -> all.size() == length)
                                .findFirst()
                                .orElse(-1));
            });
        }
    }

    @Test
    void theTenTracksAfterTheFirstTwentyAreToBeFound() {
        // Given
        TestPlaylist justLongEnough = playlist("30", 30, true);
        TestPlaylist tooShort = playlist("29", 29, true);
        TestPlaylist unordered = playlist("unordered", 40, false);

        // When
        List<Task> tasks = Protocol.NEXT_TRACK.tasks(List.of(LONG, justLongEnough, tooShort, unordered), 1);

        // Then
        assertThat(tasks).extracting(Task::playlist).containsExactly(LONG.id(), "30");
        assertThat(tasks).allSatisfy(task -> {
            assertThat(task.ordered()).isTrue();
            assertThat(task.seeds()).hasSize(20);
            assertThat(task.hidden()).hasSize(10).doesNotContain(task.seeds());
        });
        assertThat(tasks.getLast().hidden()).containsExactly(Arrays.copyOfRange(justLongEnough.tracks(), 20, 30));
    }

    @Test
    void aRandomFifthIsHiddenFromAContextWhateverTheOrder() {
        // When
        Task task = Protocol.CONTEXT.tasks(List.of(LONG), 1).getFirst();

        // Then
        assertThat(task.hidden()).hasSize(LONG.tracks().length / 5);
        assertThat(task.ordered()).isFalse();
    }

    @Test
    void randomSeedsAreNotSaidToBeInOrder() {
        // When
        List<Task> tasks = Protocol.CHALLENGE.tasks(List.of(LONG), 1);

        // Then
        assertThat(tasks).allSatisfy(task -> assertThat(task.ordered())
                .isEqualTo(!task.category().contains("random")));
    }

    @Test
    void aDrawDependsOnThePlaylistAndTheSeedAlone() {
        // When
        Task alone = Protocol.HALF.tasks(List.of(LONG), 3).getLast();
        Task among = Protocol.HALF.tasks(List.of(SHORT, LONG), 3).getLast();
        Task otherwise = Protocol.HALF.tasks(List.of(LONG), 4).getLast();

        // Then
        assertThat(among.seeds()).containsExactly(alone.seeds());
        assertThat(otherwise.seeds()).isNotEqualTo(alone.seeds());
    }

    @Test
    void hidesTheLastFifthWhereOrderIsKnown() {
        // When
        Task task = Protocol.MAP10.tasks(List.of(SHORT), 1).getFirst();

        // Then
        assertThat(task.hidden()).containsExactly(10, 11);
        assertThat(task.ordered()).isTrue();
    }

    @Test
    void aFileNameAloneDecidesTheFold() {
        // When
        Fold validation = Fold.of("mpd.slice.0-999.json.gz");
        Fold training = Fold.of("mpd.slice.10000-10999.json.gz");

        // Then: SHA-256 442265…2ec8 leaves 1 by 5, as computed with another program
        assertThat(validation).isEqualTo(Fold.VALIDATION);
        assertThat(training).isEqualTo(Fold.TRAINING);
    }

    @Test
    void aTestPlaylistInTheCorpusFailsTheRun() {
        // Given
        var corpus = new Corpus();
        IntStream.range(0, 120).forEach(track -> corpus.internTrack("t" + track));
        corpus.upsert("other", new int[] {1, 2});
        List<Task> tasks = Protocol.CHALLENGE.tasks(List.of(LONG), 1);
        Leakage.requireUnknownPlaylists(corpus, tasks);

        // When
        corpus.upsert("long", new int[] {5});

        // Then
        assertThatThrownBy(() -> Leakage.requireUnknownPlaylists(corpus, tasks))
                .hasMessageContaining("Test playlist long reached training");
    }

    @Test
    void aHiddenTrackInItsPlaylistFailsTheRun() {
        // Given
        var corpus = new Corpus();
        IntStream.range(0, 120).forEach(track -> corpus.internTrack("t" + track));
        corpus.upsert("short", IntStream.range(0, 10).toArray());
        List<Task> tasks = Protocol.MAP10.tasks(List.of(SHORT), 1);
        Leakage.requireHiddenTracksGone(corpus, tasks);

        // When
        corpus.upsert("short", IntStream.range(0, 11).toArray());

        // Then
        assertThatThrownBy(() -> Leakage.requireHiddenTracksGone(corpus, tasks)).hasMessageContaining("track t10");
    }

    private static TestPlaylist playlist(String id, int length, boolean ordered) {
        return new TestPlaylist(id, "songs", IntStream.range(0, length).toArray(), ordered);
    }
}
