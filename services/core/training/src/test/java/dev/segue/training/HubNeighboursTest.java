package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.corpus.Corpus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HubNeighboursTest {

    private final TrainingSet set = TrainingSet.of(hubAmong(60), 1);
    private final int hub = set.trackIds().indexOf("test:hub");

    @Test
    void keepsExactlyTheCapOfAHubsNeighbours() {
        // When
        var hubs = HubNeighbours.sample(set, 10, 20, 1);

        // Then
        assertThat(hubs.kept(hub)).isEqualTo(20);
        assertThat(allowed(hubs)).hasSize(20);
    }

    @Test
    void letsAllNeighboursOfOtherTracksPull() {
        // When
        var hubs = HubNeighbours.sample(set, 10, 20, 1);

        // Then
        for (int track = 0; track < set.tracks(); track++) {
            if (track != hub) {
                assertThat(hubs.kept(track)).isEqualTo(-1);
                assertThat(hubs.allowed(track)).isNull();
            }
        }
    }

    @Test
    void choosesBySeed() {
        // When
        var once = allowed(HubNeighbours.sample(set, 10, 20, 1));
        var again = allowed(HubNeighbours.sample(set, 10, 20, 1));
        var other = allowed(HubNeighbours.sample(set, 10, 20, 2));

        // Then
        assertThat(again).isEqualTo(once);
        assertThat(other).isNotEqualTo(once);
    }

    private List<Integer> allowed(HubNeighbours hubs) {
        return IntStream.of(Objects.requireNonNull(hubs.allowed(hub))).boxed().toList();
    }

    /// One track in every playlist, each time with two others.
    private static Corpus hubAmong(int others) {
        var playlists = new ArrayList<List<String>>();
        for (int i = 0; i < others; i += 2) {
            playlists.add(List.of("test:" + i, "test:hub", "test:" + (i + 1)));
        }
        return MadeUp.corpus(playlists);
    }
}
