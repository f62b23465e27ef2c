package dev.segue.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class CorpusPropertiesTest {

    private static final int TRACKS = 30;

    @Property(tries = 100)
    void countsEqualARecountAfterAnyHistory(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int edits, @ForAll @IntRange(max = 6) int window) {
        // Given
        var random = new Random(seed);
        var corpus = new Corpus();
        var truth = new HashMap<String, List<String>>();

        // When
        for (int i = 0; i < edits; i++) {
            String playlist = "p:" + random.nextInt(20);
            if (random.nextInt(4) == 0) {
                assertThat(corpus.delete(playlist)).isEqualTo(truth.remove(playlist) != null);
            } else {
                List<String> tracks = randomTracks(random);
                corpus.upsert(playlist, corpus.internTracks(tracks));
                truth.put(playlist, tracks);
            }
        }

        // Then
        var counter = new CooccurrenceCounter(corpus);
        for (int anchor = 0; anchor < corpus.trackOrdinals(); anchor++) {
            var counted = new TreeMap<String, Integer>();
            int distinct = counter.count(anchor, window);
            for (int i = 0; i < distinct; i++) {
                counted.put(corpus.trackId(counter.neighbour(i)), counter.countAt(i));
            }
            assertThat(counted).isEqualTo(recount(truth, corpus.trackId(anchor), window, false));
            if (window > 0) {
                var weighed = new TreeMap<String, Integer>();
                int heavy = counter.weigh(anchor, window);
                for (int i = 0; i < heavy; i++) {
                    weighed.put(corpus.trackId(counter.neighbour(i)), counter.countAt(i));
                }
                assertThat(weighed).isEqualTo(recount(truth, corpus.trackId(anchor), window, true));
                assertThat(named(corpus, counter.heaviest(anchor, window, 5))).isEqualTo(best(weighed, 5));
            }
            var top = counter.top(anchor, window, 5);
            assertThat(best(counted, 5)).isEqualTo(named(corpus, top));
        }
    }

    @Property(tries = 300)
    void tracksKeepTheirIdsAndTheOrderOfThem(
            @ForAll @Size(max = 12) List<@StringLength(max = 7) @Chars({'a', 'b', 'é', '한'}) String> ids) {
        // Given
        var corpus = new Corpus();

        // When
        int[] tracks = corpus.internTracks(ids);

        // Then
        assertThat(Arrays.stream(tracks).mapToObj(corpus::trackId).toList()).isEqualTo(ids);
        assertThat(corpus.internTracks(ids)).isEqualTo(tracks);
        for (int a : tracks) {
            for (int b : tracks) {
                assertThat(Integer.signum(corpus.compareIds(a, b)))
                        .isEqualTo(Integer.signum(corpus.trackId(a).compareTo(corpus.trackId(b))));
            }
        }
    }

    private static List<String> randomTracks(Random random) {
        var all = new ArrayList<String>();
        for (int i = 0; i < TRACKS; i++) {
            all.add("t:" + i);
        }
        Collections.shuffle(all, random);
        return List.copyOf(all.subList(0, 1 + random.nextInt(12)));
    }

    private static Map<String, Integer> recount(
            Map<String, List<String>> truth, String anchor, int window, boolean byDistance) {
        var counts = new TreeMap<String, Integer>();
        for (List<String> tracks : truth.values()) {
            int at = tracks.indexOf(anchor);
            for (int i = 0; at >= 0 && i < tracks.size(); i++) {
                if (i != at && (window == 0 || Math.abs(i - at) <= window)) {
                    counts.merge(tracks.get(i), byDistance ? window + 1 - Math.abs(i - at) : 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    private static Map<String, Integer> best(Map<String, Integer> counted, int n) {
        var best = new LinkedHashMap<String, Integer>();
        counted.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(n)
                .forEach(entry -> best.put(entry.getKey(), entry.getValue()));
        return best;
    }

    private static Map<String, Integer> named(Corpus corpus, Neighbours top) {
        var named = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < top.size(); i++) {
            named.put(corpus.trackId(top.tracks()[i]), top.counts()[i]);
        }
        return named;
    }
}
