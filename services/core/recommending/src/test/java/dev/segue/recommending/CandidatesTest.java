package dev.segue.recommending;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CandidatesTest {

    private static final int MANY = 100_000;
    private static final int APART = 7919;

    @Test
    void keepsWhatEachSourceGaveHoweverManyComeUp() {
        var candidates = new Candidates();

        for (int i = 0; i < MANY; i++) {
            candidates.add(CandidateSource.PLAYLISTS, i * APART, i + 1);
        }
        for (int i = 0; i < MANY; i++) {
            candidates.add(CandidateSource.TITLES, (i + MANY / 2) * APART, 2);
            candidates.add(CandidateSource.TITLES, (i + MANY / 2) * APART, .5f);
        }

        assertThat(candidates.size()).isEqualTo(MANY + MANY / 2);
        for (int i = 0; i < MANY + MANY / 2; i++) {
            int candidate = candidates.indexOf(i * APART);
            assertThat(candidates.track(candidate)).isEqualTo(i * APART);
            assertThat(candidates.vote(CandidateSource.PLAYLISTS, candidate)).isEqualTo(i < MANY ? i + 1 : 0);
            assertThat(candidates.vote(CandidateSource.TITLES, candidate)).isEqualTo(i < MANY / 2 ? 0 : 2.5f);
        }
        assertThat(candidates.indexOf(1)).isNegative();
    }

    @Test
    void ignoresVotesThatAreNone() {
        var candidates = new Candidates();

        candidates.add(CandidateSource.VECTORS, 1, 0);
        candidates.add(CandidateSource.VECTORS, 1, -1);
        candidates.add(CandidateSource.VECTORS, 1, Float.NaN);

        assertThat(candidates.size()).isZero();
    }
}
