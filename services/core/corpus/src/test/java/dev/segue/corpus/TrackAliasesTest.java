package dev.segue.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrackAliasesTest {

    /// An id becomes another name, or none.
    record Said(String alias, @Nullable String trackId) {}

    @Test
    void anIdOfWhichNothingIsSaidStandsForItself() {
        // Given
        var aliases = new TrackAliases();

        // When
        aliases.say("deezer:1", "isrc:A", 0, 0);

        // Then
        assertThat(aliases.resolve("deezer:2")).isEqualTo("deezer:2");
        assertThat(aliases.resolve("isrc:A")).isEqualTo("isrc:A");
        assertThat(aliases.resolve("deezer:1")).isEqualTo("isrc:A");
    }

    @Test
    void followsAChainToItsEnd() {
        // Given
        var aliases = new TrackAliases();
        aliases.say("isrc:B", "isrc:A", 0, 0);

        // When
        aliases.say("deezer:1", "isrc:B", 0, 1);

        // Then
        assertThat(aliases.resolve("deezer:1")).isEqualTo("isrc:A");
    }

    @Test
    void ofACircleTheSmallestIdIsTheOne() {
        // Given
        var aliases = new TrackAliases();
        aliases.say("b:1", "c:1", 0, 0);
        aliases.say("c:1", "b:1", 0, 1);

        // When
        aliases.say("a:1", "c:1", 0, 2);

        // Then
        assertThat(aliases.resolve("a:1")).isEqualTo("b:1");
        assertThat(aliases.resolve("b:1")).isEqualTo("b:1");
        assertThat(aliases.resolve("c:1")).isEqualTo("b:1");
    }

    @Test
    void whatIsTakenBackIsNoOtherName() {
        // Given
        var aliases = new TrackAliases();
        aliases.say("deezer:1", "isrc:A", 0, 0);

        // When
        aliases.say("deezer:1", null, 0, 1);

        // Then
        assertThat(aliases.resolve("deezer:1")).isEqualTo("deezer:1");
        assertThat(aliases.size()).isZero();
    }

    @Test
    void tellsWhatWasSaidSince() {
        // Given
        var aliases = new TrackAliases();
        aliases.say("deezer:1", "isrc:A", 0, 5);
        aliases.say("deezer:2", "isrc:A", 1, 2);
        long[] since = aliases.through();

        // When
        aliases.say("deezer:3", "isrc:A", 1, 7);
        aliases.say("deezer:1", null, 0, 9);

        // Then
        var said = new ArrayList<String>();
        aliases.forEachSince(since, said::add);
        assertThat(since).containsExactly(6, 3);
        assertThat(said).containsExactly("deezer:3");
        assertThat(aliases.through()).containsExactly(10, 8);
    }

    @Property(tries = 500)
    void resolvesAsTheLastThatWasSaidOfEachId(@ForAll("said") List<Said> said) {
        // Given
        var last = new HashMap<String, String>();
        var aliases = new TrackAliases();

        // When
        for (int i = 0; i < said.size(); i++) {
            aliases.say(said.get(i).alias(), said.get(i).trackId(), 0, i);
            String track = said.get(i).trackId();
            if (track == null) {
                last.remove(said.get(i).alias());
            } else {
                last.put(said.get(i).alias(), track);
            }
        }

        // Then
        assertThat(aliases.size()).isEqualTo(last.size());
        for (int i = 0; i < 12; i++) {
            String id = id(i);
            byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
            var resolved = new byte[1] @Nullable [];
            boolean any = aliases.resolve(bytes, new int[] {0}, new int[] {bytes.length}, 1, resolved);
            byte[] other = resolved[0];
            assertThat(aliases.resolve(id)).isEqualTo(simply(id, last));
            assertThat(any).isEqualTo(!simply(id, last).equals(id)).isEqualTo(other != null);
            assertThat(other == null ? id : new String(other, StandardCharsets.UTF_8))
                    .isEqualTo(simply(id, last));
        }
    }

    @Provide
    Arbitrary<List<Said>> said() {
        Arbitrary<String> ids = Arbitraries.integers().between(0, 9).map(TrackAliasesTest::id);
        return Combinators.combine(ids, ids.injectNull(0.2))
                .as(Said::new)
                .list()
                .ofMaxSize(40);
    }

    private static String id(int number) {
        return "n:" + number;
    }

    /// By the simplest code that could be right.
    private static String simply(String id, Map<String, String> aliases) {
        var passed = new LinkedHashSet<String>();
        String at = id;
        while (aliases.containsKey(at) && passed.add(at)) {
            at = aliases.get(at);
        }
        if (!passed.contains(at)) {
            return at;
        }
        var all = new ArrayList<>(passed);
        return Collections.min(all.subList(all.indexOf(at), all.size()));
    }
}
