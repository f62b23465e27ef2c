package dev.segue.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimilarityTest {

    @Test
    void cosineIsSharedPlaylistsOverTheGeometricMean() {
        // Given
        var part = new TrainingPart(List.of(new int[] {0, 1, 2}, new int[] {1, 0}, new int[] {0, 3}), 5);

        // When / Then
        assertThat(part.of(0, 1)).isCloseTo(2 / Math.sqrt(3 * 2), within(1e-12));
        assertThat(part.of(1, 0)).isEqualTo(part.of(0, 1));
        assertThat(part.of(2, 3)).isZero();
        assertThat(part.knows(4)).isFalse();
    }

    @Test
    void countsDifferentNeighboursAsABruteForceDoes() {
        // Given
        List<int[]> playlists = PlaylistsAsNumbers.draws(60, 5);
        int window = 4;

        // When
        int[] neighbours = new TrainingPart(playlists, PlaylistsAsNumbers.TRACKS).neighbours(window);

        // Then
        for (int track = 0; track < neighbours.length; track++) {
            Set<Integer> expected = new HashSet<>();
            for (int[] playlist : playlists) {
                for (int i = 0; i < playlist.length; i++) {
                    for (int j = 0; j < playlist.length; j++) {
                        if (playlist[i] == track && i != j && Math.abs(i - j) <= window) {
                            expected.add(playlist[j]);
                        }
                    }
                }
            }
            assertThat(neighbours[track]).isEqualTo(expected.size());
        }
    }

    @Test
    void findsThatNearTracksAreMoreSimilarWhereTheyAre() {
        // Given
        var part = new TrainingPart(PlaylistsAsNumbers.walks(400, 6), PlaylistsAsNumbers.TRACKS);

        // When
        var measured = SimilarityByDistance.of(part, PlaylistsAsNumbers.walks(100, 7), 15, 1);

        // Then
        assertThat(measured.near()).hasSize(14);
        assertThat(measured.difference().margin()).isPositive();
        assertThat(measured.difference().pValue()).isLessThan(1e-6);
        assertThat(measured.near().get(0).mean())
                .isGreaterThan(measured.near().get(12).mean());
        assertThat(measured.far().count()).isPositive();
    }

    @Test
    void findsNothingInPlaylistsWithoutOrder() {
        // Given
        var part = new TrainingPart(PlaylistsAsNumbers.draws(400, 8), PlaylistsAsNumbers.TRACKS);

        // When
        var measured = SimilarityByDistance.of(part, PlaylistsAsNumbers.draws(100, 9), 15, 1);

        // Then: by chance in one of a thousand seeds, and this is one seed
        assertThat(measured.difference().pValue()).isGreaterThan(1e-3);
    }

    @Test
    void positivesStandOutFromNegativesMoreWithinAWindow() {
        // Given
        var part = new TrainingPart(PlaylistsAsNumbers.walks(400, 10), PlaylistsAsNumbers.TRACKS);
        List<int[]> heldOut = PlaylistsAsNumbers.walks(100, 11);

        // When
        var whole = PairContrast.of(part, heldOut, 0, 1);
        var near = PairContrast.of(part, heldOut, 3, 1);

        // Then
        assertThat(whole.byPairs().margin()).isPositive();
        assertThat(whole.byPlaylists().pValue()).isLessThan(1e-6);
        assertThat(near.byPairs().margin()).isGreaterThan(whole.byPairs().margin());
        assertThat(near.positives().count()).isEqualTo(near.negatives().count());
    }

    @Test
    void leavesOutTracksNothingWasLearntOf() {
        // Given
        var part = new TrainingPart(List.of(new int[] {0, 1}), 6);
        List<int[]> heldOut = List.of(new int[] {0, 1}, new int[] {2, 3, 4});

        // When
        var contrast = PairContrast.of(part, heldOut, 0, 1);
        var byDistance = SimilarityByDistance.of(part, heldOut, 2, 1);

        // Then
        assertThat(contrast.unknown()).isEqualTo(5);
        assertThat(contrast.byPairs().pValue()).isNaN();
        assertThat(byDistance.near().get(0).count()).isEqualTo(1);
        assertThat(byDistance.unknown()).isEqualTo(3);
    }

    @Test
    void fencesLieOnLogarithms() {
        // Given
        var distribution = new IntegerDistribution();
        for (long value : new long[] {0, 10, 10, 100, 100, 100, 1_000, 1_000, 50_000}) {
            distribution.add(value);
        }

        // When
        OutlierBounds bounds = OutlierBounds.of(distribution);

        // Then: quartiles 10 and 1,000 of the eight from 1 up
        assertThat(bounds.upper()).isCloseTo(1_000 * Math.pow(100, 1.5), within(1e-6));
        assertThat(bounds.lower()).isCloseTo(10 / Math.pow(100, 1.5), within(1e-9));
        assertThat(bounds.above()).isZero();
        assertThat(bounds.leftOut()).isEqualTo(1);
    }
}
