package dev.segue.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NamesTest {

    private static final String[] LETTERS = {"a", "b", "é", "한", "\uE001", "\uFFFD", "🎵", "", "zz", "0123456789abcdef"
    };

    @Property(tries = 200)
    void numbersTextsAsAMapDoes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int count) {
        // Given
        var random = new Random(seed);
        var names = new Names();
        var truth = new HashMap<String, Integer>();
        var texts = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            texts.add(text(random));
        }

        // When
        for (int i = 0; i < count; ) {
            List<String> batch = texts.subList(i, Math.min(count, i + 1 + random.nextInt(20)));
            int[] ordinals = random.nextBoolean() ? intern(names, batch) : internEach(names, batch);
            for (int j = 0; j < batch.size(); j++) {
                assertThat(ordinals[j]).isEqualTo(truth.computeIfAbsent(batch.get(j), text -> truth.size()));
            }
            i += batch.size();
        }

        // Then
        assertThat(names.size()).isEqualTo(truth.size());
        for (Map.Entry<String, Integer> known : truth.entrySet()) {
            int ordinal = known.getValue();
            assertThat(names.text(ordinal)).isEqualTo(known.getKey());
            assertThat(names.find(known.getKey())).isEqualTo(ordinal);
            assertThat(names.length(ordinal)).isEqualTo(known.getKey().getBytes(StandardCharsets.UTF_8).length);
            truth.forEach((other, at) -> assertThat(Integer.signum(names.compare(ordinal, at)))
                    .isEqualTo(Integer.signum(known.getKey().compareTo(other))));
        }
        assertThat(names.find("not there")).isEqualTo(-1);
    }

    @Test
    void takesMoreTextThanAPageHolds() {
        // Given
        var names = new Names();
        String longText = "x".repeat(Names.LONGEST - 5);

        // When
        for (int i = 0; i < 100; i++) {
            names.intern(longText + i);
        }

        // Then
        for (int i = 0; i < 100; i++) {
            assertThat(names.text(i)).isEqualTo(longText + i);
            assertThat(names.find(longText + i)).isEqualTo(i);
        }
    }

    @Test
    void refusesATextThatIsTooLong() {
        // When Then
        assertThatThrownBy(() -> new Names().intern("x".repeat(Names.LONGEST + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected at most 65535 bytes, got 65536");
    }

    private static String text(Random random) {
        var text = new StringBuilder("id:");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }

    private static int[] internEach(Names names, List<String> texts) {
        return texts.stream().mapToInt(names::intern).toArray();
    }

    private static int[] intern(Names names, List<String> texts) {
        byte[] bytes = String.join("", texts).getBytes(StandardCharsets.UTF_8);
        int[] starts = new int[texts.size()];
        int[] lengths = new int[texts.size()];
        int at = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = at;
            lengths[i] = texts.get(i).getBytes(StandardCharsets.UTF_8).length;
            at += lengths[i];
        }
        return names.intern(bytes, starts, lengths, starts.length);
    }
}
