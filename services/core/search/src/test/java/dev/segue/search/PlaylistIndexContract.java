package dev.segue.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.search.PlaylistIndex.IndexedPlaylist;
import dev.segue.search.PlaylistIndex.Scored;
import dev.segue.search.PlaylistIndex.WeightedTrack;
import dev.segue.search.VectorIndex.Near;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [PlaylistIndex] does, held against the one of arrays, which hand-made playlists hold to the truth.
abstract class PlaylistIndexContract {

    static final int DIMENSION = 8;
    private static final float[] NOWHERE = {};
    private static final List<String> WORDS =
            List.of("late", "night", "drive", "reggae", "summer", "금요일", "운동", "深夜", "开车", "café");

    private PlaylistIndex index;

    /// An empty index.
    abstract PlaylistIndex open();

    @BeforeEach
    void opened() {
        index = open();
    }

    @AfterEach
    void closed() {
        if (index != null) {
            index.close();
        }
    }

    @Test
    void scoresPlaylistsByTheTracksTheyHold() {
        // Given
        index.upsert(
                List.of(
                        playlist("short", "", "a"),
                        playlist("long", "", "a", "b", "c", "d"),
                        playlist("other", "", "x", "y")),
                1);
        index.refresh();

        // When
        List<Scored> neighbours = index.neighbours(weighted("a", 1, "b", 3, "unknown", 9), 10);
        List<Scored> votes = index.vote(weighted("a", 1, "b", 3), 10, 3);

        // Then: 4 / √4 and 1 / √1
        assertThat(neighbours).extracting(Scored::id).containsExactly("long", "short");
        assertThat(neighbours.getFirst().score()).isCloseTo(2, within(1e-6f));
        assertThat(neighbours.getLast().score()).isCloseTo(1, within(1e-6f));
        assertThat(votes.getFirst()).isEqualTo(new Scored("a", 3));
        assertThat(votes).hasSize(3);
        assertThat(index.vote(weighted("a", 1, "b", 3), 1, 10))
                .extracting(Scored::id)
                .containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answersAsTheOneOfArraysAfterWritesInAnyOrder(long seed) {
        // Given
        var random = new Random(seed);
        try (var oracle = new ArrayPlaylistIndex(DIMENSION)) {
            for (int write = 0; write < 600; write++) {
                long version = write + random.nextInt(100) - 50;
                if (random.nextInt(5) == 0) {
                    String id = "p" + random.nextInt(1500);
                    assertThat(index.delete(id, version)).isEqualTo(oracle.delete(id, version));
                } else {
                    List<IndexedPlaylist> batch = IntStream.range(0, 1 + random.nextInt(6))
                            .mapToObj(i -> made("p" + random.nextInt(1500), random))
                            .toList();
                    assertThat(index.upsert(batch, version)).isEqualTo(oracle.upsert(batch, version));
                }
                if (random.nextInt(200) == 0) {
                    index.refresh();
                }
            }
            index.refresh();

            // When // Then
            assertThat(index.watermark()).isEqualTo(oracle.watermark());
            int same = 0;
            int wanted = 0;
            for (int question = 0; question < 30; question++) {
                List<WeightedTrack> asked = asked(random);
                requireSameScores(index.neighbours(asked, 1000), oracle.neighbours(asked, 1000));
                // All neighbours vote: among equal ones the last places may fall differently.
                List<Scored> expected = oracle.vote(asked, 2000, 100);
                requireSameScores(index.vote(asked, 2000, 100), expected);
                Set<String> voted = ids(expected);
                same += (int) index.vote(asked, 2000, 100).stream()
                        .filter(track -> voted.contains(track.id()))
                        .count();
                wanted += expected.size();

                float[] vector = vector(random);
                assertThat(index.nearest(vector, 10, IdFilter.ALL).stream()
                                .map(Near::id)
                                .toList())
                        .isEqualTo(oracle.nearest(vector, 10, IdFilter.ALL).stream()
                                .map(Near::id)
                                .toList());

                String text = title(random);
                assertThat(titles(index.searchTitle(text, 10_000))).isEqualTo(titles(oracle.searchTitle(text, 10_000)));
            }
            assertThat((double) same / wanted).isGreaterThanOrEqualTo(.995);
        }
    }

    @Test
    void editsAndDeletesTakeEffectAndOlderWritesDoNot() {
        // Given
        index.upsert(List.of(playlist("p", "before", "a"), playlist("q", "other", "a")), 5);
        index.delete("never", 9);

        // When
        index.upsert(List.of(playlist("p", "after", "b")), 6);
        int late = index.upsert(List.of(playlist("p", "late", "a"), playlist("never", "late", "a")), 5);
        index.delete("q", 7);
        index.refresh();

        // Then
        assertThat(late).isZero();
        assertThat(index.neighbours(weighted("a", 1), 10)).isEmpty();
        assertThat(index.neighbours(weighted("b", 1), 10))
                .extracting(Scored::id)
                .containsExactly("p");
        assertThat(index.searchTitle("before", 10)).isEmpty();
        assertThat(index.searchTitle("after", 10))
                .extracting(TitleHit::playlistId)
                .containsExactly("p");
        assertThat(index.watermark()).isEqualTo(9);
    }

    @Test
    void findsTitlesInAnyLanguageTheVeryTitleFirst() {
        // Given
        index.upsert(
                List.of(
                        playlist("exact", "심야 드라이브", "a"),
                        playlist("near", "심야 산책", "a", "b"),
                        playlist("chinese", "深夜开车", "a"),
                        playlist("english", "Late Night Café", "a"),
                        playlist("longer", "late night café and then some", "a"),
                        playlist("untitled", "", "a")),
                1);
        index.refresh();

        // When // Then
        assertThat(index.searchTitle("심야 드라이브", 10))
                .extracting(TitleHit::playlistId)
                .startsWith("exact");
        assertThat(index.searchTitle("심야", 10))
                .extracting(TitleHit::playlistId)
                .containsExactlyInAnyOrder("exact", "near");
        assertThat(index.searchTitle("深夜", 10)).extracting(TitleHit::playlistId).containsExactly("chinese");
        assertThat(index.searchTitle("late night cafe", 10))
                .extracting(TitleHit::playlistId)
                .containsExactly("english", "longer");
        assertThat(index.searchTitle("late night cafe", 1))
                .extracting(TitleHit::title)
                .containsExactly("Late Night Café");
        assertThat(index.searchTitle("", 10)).isEmpty();
        assertThat(index.searchTitle("late", 0)).isEmpty();
    }

    @Test
    void givesAsManyAsAskedFor() {
        // Given
        index.upsert(List.of(playlist("p", "", "a", "b"), playlist("q", "", "a", "c")), 1);
        index.refresh();

        // When // Then
        assertThat(index.neighbours(weighted("a", 1), 0)).isEmpty();
        assertThat(index.neighbours(List.of(), 10)).isEmpty();
        assertThat(index.neighbours(weighted("a", 1), 1)).hasSize(1);
        assertThat(index.neighbours(weighted("a", 1), 1_000_000_000)).hasSize(2);
        assertThat(index.vote(weighted("a", 1), 1_000_000_000, 1_000_000_000)).hasSize(3);
        assertThat(index.vote(weighted("a", 1), 10, 0)).isEmpty();
        assertThat(index.vote(weighted("a", 1), 0, 10)).isEmpty();
        assertThat(index.nearest(axis(0), 10, IdFilter.ALL)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> index.neighbours(weighted("a", 1), -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new WeightedTrack("a", Float.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> playlist("p", "", "a", "a"))
                .withMessage("Playlist p: expected distinct tracks, at least one, got 2");
    }

    @Test
    void refusesABatchWithAVectorThatIsNoneAndChangesNothing() {
        // Given
        float[] nothing = axis(0);
        nothing[2] = Float.NaN;
        List<IndexedPlaylist> batch =
                List.of(playlist("fine", "", "a"), new IndexedPlaylist("broken", "", List.of("a"), nothing));

        // When // Then
        assertThatThrownBy(() -> index.upsert(batch, 1))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessage("Vector of broken: expected finite numbers, got NaN at 2");
        index.refresh();
        assertThat(index.neighbours(weighted("a", 1), 10)).isEmpty();
        assertThatThrownBy(() -> index.nearest(new float[DIMENSION + 1], 1, IdFilter.ALL))
                .hasMessage("Vector of the question: expected 8 numbers, got 9");
    }

    static IndexedPlaylist playlist(String id, String title, String... tracks) {
        return new IndexedPlaylist(id, title, List.of(tracks), NOWHERE);
    }

    static List<WeightedTrack> weighted(Object... trackThenWeight) {
        var tracks = new ArrayList<WeightedTrack>();
        for (int i = 0; i < trackThenWeight.length; i += 2) {
            tracks.add(new WeightedTrack((String) trackThenWeight[i], ((Integer) trackThenWeight[i + 1]).floatValue()));
        }
        return tracks;
    }

    private static IndexedPlaylist made(String id, Random random) {
        var tracks = new LinkedHashSet<String>();
        int length = 1 + random.nextInt(40);
        while (tracks.size() < length) {
            tracks.add(track(random));
        }
        float[] vector = random.nextInt(10) == 0 ? NOWHERE : vector(random);
        return new IndexedPlaylist(id, title(random), List.copyOf(tracks), vector);
    }

    /// Few are in many playlists, many in few.
    private static String track(Random random) {
        double u = random.nextDouble();
        return "t" + (int) (u * u * u * 2000);
    }

    private static List<WeightedTrack> asked(Random random) {
        return IntStream.range(0, 10)
                .mapToObj(i -> track(random))
                .distinct()
                .map(track -> new WeightedTrack(track, .1f + random.nextFloat()))
                .toList();
    }

    private static String title(Random random) {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining(" "));
    }

    private static float[] vector(Random random) {
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static float[] axis(int i) {
        float[] vector = new float[DIMENSION];
        vector[i] = 1;
        return vector;
    }

    private static void requireSameScores(List<Scored> got, List<Scored> expected) {
        assertThat(got).hasSameSizeAs(expected);
        for (int i = 0; i < got.size(); i++) {
            float score = expected.get(i).score();
            // Votes are sums of a thousand floats, in any order: their error grows with them.
            assertThat(got.get(i).score()).isCloseTo(score, within(1e-4f * Math.max(1, score / 10)));
        }
    }

    private static Set<String> ids(List<Scored> scored) {
        return new HashSet<>(scored.stream().map(Scored::id).toList());
    }

    private static Set<String> titles(List<TitleHit> hits) {
        return hits.stream().map(TitleHit::playlistId).collect(Collectors.toSet());
    }
}
