package dev.segue.recommending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

class TeamDraftTest {

    @Test
    void takesTurnsAndCreditsWhoPicked() {
        // When
        TeamDraft draft = TeamDraft.of(ranking(1, 2, 3), ranking(4, 5, 6), 6, 1);

        // Then
        assertThat(tracks(draft)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
        for (int i = 0; i < 6; i += 2) {
            assertThat(draft.ofSecond().get(i)).isNotEqualTo(draft.ofSecond().get(i + 1));
            assertThat(tracks(draft).get(i) > 3).isEqualTo(draft.ofSecond().get(i));
        }
    }

    @Test
    void letsTheCoinDecideWhoBegins() {
        // When
        long second = IntStream.range(0, 1000)
                .filter(seed -> TeamDraft.of(ranking(1, 2), ranking(3, 4), 4, seed)
                        .ofSecond()
                        .get(0))
                .count();

        // Then: of 1,000 fair coins fewer than 420 or more than 580 are seen once in a million
        assertThat(second).isBetween(420L, 580L);
    }

    @Property
    void draftsTheBestOfBothOnceEachAndFairly(
            @ForAll @UniqueElements @Size(max = 20) List<@IntRange(max = 30) Integer> first,
            @ForAll @UniqueElements @Size(max = 20) List<@IntRange(max = 30) Integer> second,
            @ForAll @IntRange(max = 25) int limit,
            @ForAll long seed) {
        // When
        TeamDraft draft = TeamDraft.of(ranking(first), ranking(second), limit, seed);

        // Then
        List<Integer> drafted = tracks(draft);
        long union = IntStream.concat(
                        first.stream().mapToInt(i -> i), second.stream().mapToInt(i -> i))
                .distinct()
                .count();
        assertThat(drafted).doesNotHaveDuplicates().hasSize((int) Math.min(limit, union));
        for (int i = 0; i < drafted.size(); i++) {
            List<Integer> team = draft.ofSecond().get(i) ? second : first;
            assertThat(drafted.subList(0, i + 1)).containsAll(team.subList(0, team.indexOf(drafted.get(i)) + 1));
        }
        long ofSecond = draft.ofSecond().cardinality();
        boolean bothLast = drafted.size() < limit || first.size() < limit || second.size() < limit;
        if (!bothLast) {
            assertThat(Math.abs(drafted.size() - 2 * ofSecond)).isLessThanOrEqualTo(1);
        }
    }

    private static List<Integer> tracks(TeamDraft draft) {
        return draft.items().stream().map(RecommendedTrack::track).toList();
    }

    private static List<RecommendedTrack> ranking(Integer... tracks) {
        return ranking(List.of(tracks));
    }

    private static List<RecommendedTrack> ranking(List<Integer> tracks) {
        return tracks.stream()
                .map(track ->
                        new RecommendedTrack(track, "t" + track, 1, CandidateSource.PLAYLISTS, List.of(), List.of()))
                .toList();
    }
}
