package dev.segue.training.skipgram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.training.MadeUp;
import dev.segue.training.Settings;
import dev.segue.training.TrainingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThinnedTextTest {

    private final TrainingSet set = TrainingSet.of(MadeUp.corpus(MadeUp.styles(3, 20, 10, 17, 1)), 1);

    @Test
    void everyEntryIsInOneSegmentAndSeesItsWindowOnBothSides() {
        // Given
        var config = config("0");

        // When
        var text = new ThinnedText(set, config, 1);

        // Then
        int entries = 0;
        for (int s = 0; s < text.segments(); s++) {
            entries += text.length(s);
            assertThat(text.length(s)).isBetween(1, 5);
            int after = text.context(s) - text.before(s) - text.length(s);
            // 17 tracks are cut at 5, 10 and 15.
            boolean first = text.before(s) == 0;
            boolean last = after == 0;
            assertThat(first || text.before(s) == 3).isTrue();
            assertThat(last || after == 3 || after == 2).isTrue();
        }
        assertThat(entries).isEqualTo(set.entries());
    }

    @Test
    void thinsFrequentTracksAndKeepsTheOrderOfTheRest() {
        // Given
        var playlists = new ArrayList<List<String>>();
        for (int p = 0; p < 200; p++) {
            playlists.add(List.of("test:a" + p, "test:everywhere", "test:b" + p));
        }
        var frequent = TrainingSet.of(MadeUp.corpus(playlists), 1);

        // When
        var text = new ThinnedText(frequent, config("0.01"), 1);

        // Then: of a third of all entries √(.01/.333) + .01/.333 = .20 stay
        int everywhere = 0;
        for (int s = 0; s < text.segments(); s++) {
            for (int j = text.from(s); j < text.from(s) + text.context(s); j++) {
                everywhere += frequent.trackIds().get(text.tracks()[j]).equals("test:everywhere") ? 1 : 0;
            }
            String before = frequent.trackIds().get(text.tracks()[text.from(s)]);
            String after = frequent.trackIds().get(text.tracks()[text.from(s) + text.context(s) - 1]);
            assertThat(before).startsWith("test:a");
            assertThat(after).isEqualTo(before.replace(":a", ":b"));
        }
        assertThat(everywhere).isBetween(20, 65);
    }

    private static SkipGramConfig config(String subsampling) {
        return Settings.changed(
                SkipGramConfig.DEFAULTS, Map.of("segment", "5", "window", "3", "subsampling", subsampling));
    }
}
