package dev.segue.training.twostage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.Corpus;
import dev.segue.modelbundle.FactorTable;
import dev.segue.training.MadeUp;
import dev.segue.training.TrainingSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrackFactorsFitTest {

    private static final int EACH = 20;

    private final List<List<String>> playlists = MadeUp.styles(6, EACH, 30, 8, 5);
    private final TrainingSet set = TrainingSet.of(MadeUp.corpus(playlists), 1);

    @Test
    void expectsTracksOfTheSeedsStyle() {
        // Given
        var model = TrackFactorsFit.model(TrackFactorsFit.fit(set, 3), track -> track);
        for (int style = 0; style < 6; style++) {
            int[] seeds = {row(style, 0), row(style, 7), row(style, 13)};

            // When
            float[] place = model.place(seeds, new float[] {1, 1, 1});

            // Then: each of the others of the style before every track of another
            double least = others(style, true)
                    .mapToDouble(row -> model.score(place, row))
                    .min()
                    .orElseThrow();
            double most = others(style, false)
                    .mapToDouble(row -> model.score(place, row))
                    .max()
                    .orElseThrow();
            assertThat(least).isGreaterThan(most);
        }
    }

    private int row(int style, int track) {
        return set.trackIds().indexOf("test:" + style + "-" + track);
    }

    private IntStream others(int style, boolean same) {
        return IntStream.range(0, set.tracks())
                .filter(row -> set.trackIds().get(row).startsWith("test:" + style + "-") == same);
    }

    @Test
    void samePlaylistsAndSeedGiveTheSameBytesInWhateverOrderTheyCame() {
        // Given
        FactorTable fitted = TrackFactorsFit.fit(set, 3);
        var other = new Corpus();
        var order = new ArrayList<>(IntStream.range(0, playlists.size()).boxed().toList());
        Collections.shuffle(order, new Random(1));
        for (int playlist : order) {
            other.upsert("test:p" + playlist, other.internTracks(playlists.get(playlist)));
        }

        // When
        FactorTable again = TrackFactorsFit.fit(TrainingSet.of(other, 1), 3);

        // Then
        assertThat(again.factors()).containsExactly(fitted.factors());
        assertThat(again.steps()).containsExactly(fitted.steps());
        assertThat(again.gram()).containsExactly(fitted.gram());
        assertThat(TrackFactorsFit.fit(set, 4).factors()).isNotEqualTo(fitted.factors());
    }

    @Test
    void aTrackOfOnePlaylistHasNone() {
        // Given
        var corpus = MadeUp.corpus(List.of(List.of("a", "b", "rare"), List.of("a", "b", "c"), List.of("a", "c")));
        TrainingSet few = TrainingSet.of(corpus, 1);

        // When
        FactorTable table = TrackFactorsFit.fit(few, 1);

        // Then
        assertThat(table.size()).isEqualTo(4);
        assertThat(table.steps()[few.trackIds().indexOf("rare")]).isZero();
        assertThat(table.steps()[few.trackIds().indexOf("a")]).isPositive();
    }
}
