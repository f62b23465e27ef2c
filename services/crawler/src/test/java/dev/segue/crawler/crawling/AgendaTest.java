package dev.segue.crawler.crawling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.crawler.frontier.LiveEntry;
import dev.segue.crawler.frontier.LiveEntry.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private static final long NOW = 1_000_000;

    private static LiveEntry entry(Kind kind, String name, long dueAt) {
        return LiveEntry.found(kind, "deezer", name, null, null, dueAt, 0);
    }

    /// A playlist that was last seen an interval before it is due again.
    private static LiveEntry playlist(String name, long dueAt, long interval, long saves) {
        return entry(Kind.PLAYLIST, name, 0)
                .changed(dueAt - interval, dueAt, new LiveEntry.Version(null, "f", null, 1, saves, null, null));
    }

    private static List<String> drained(Agenda agenda, long now) {
        var names = new ArrayList<String>();
        for (@Nullable LiveEntry next = agenda.next(now); next != null; next = agenda.next(now)) {
            names.add(next.name());
        }
        return names;
    }

    @Test
    void looksFirstAtListingsThenAtWhatWouldBeOverdueFirstAndLastAtTracks() {
        // Given
        var agenda = new Agenda();
        agenda.put(entry(Kind.TRACK, "deezer:1", 1));
        agenda.put(playlist("seldom", 900, 10_000, LiveEntry.UNKNOWN));
        agenda.put(playlist("often", 950, 100, LiveEntry.UNKNOWN));
        agenda.put(entry(Kind.KEYWORD, "dub", 990));
        agenda.put(playlist("not yet", NOW + 1, 100, 5_000));

        // When
        var order = drained(agenda, NOW);

        // Then
        assertThat(order).containsExactly("dub", "often", "seldom", "deezer:1");
    }

    @Test
    void ofEqualIntervalsLooksFirstAtWhatManyHaveSaved() {
        // Given
        var agenda = new Agenda();
        agenda.put(playlist("nobody's", 900, 10_000, 0));
        agenda.put(playlist("untold", 901, 10_000, LiveEntry.UNKNOWN));
        agenda.put(playlist("loved", 905, 10_000, 40_000));
        agenda.put(playlist("liked", 904, 10_000, 30));

        // When
        var order = drained(agenda, NOW);

        // Then
        assertThat(order).containsExactly("loved", "liked", "nobody's", "untold");
    }

    @Test
    void whatIsUnderWayIsNotLookedAtTwice() {
        // Given
        var agenda = new Agenda();
        LiveEntry due = playlist("p", 900, 100, 3);
        agenda.put(due);
        var first = drained(agenda, NOW);
        agenda.put(due.due(800));

        // When
        var meanwhile = drained(agenda, NOW);
        agenda.over(due);
        var after = drained(agenda, NOW);

        // Then
        assertThat(first).containsExactly("p");
        assertThat(meanwhile).isEmpty();
        assertThat(after).containsExactly("p");
    }
}
