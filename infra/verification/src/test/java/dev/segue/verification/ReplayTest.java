package dev.segue.verification;

import static dev.segue.testkit.Playlists.playlist;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.segue.schemas.Topics;
import dev.segue.verification.Replay.Near;
import dev.segue.verification.recount.PublishedRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTest {

    private final WrittenLog written = new WrittenLog();
    private final HandMadePlatform platform = new HandMadePlatform(written, WrittenLog.PARTITIONS);

    @Test
    void tellsTheCountsOfEveryPoint() {
        // Given: all in the partition of mpd:2 and mpd:4
        platform.clean(playlist("mpd:2").of("a", "b", "c"))
                .clean(playlist("mpd:4").of("a", "b", "d"))
                .clean(playlist("mpd:2").version(2).of("a", "c", "e"))
                .deleted("mpd:4");
        int partition = Math.floorMod("mpd:2".hashCode(), WrittenLog.PARTITIONS);

        // When
        List<Replay> replays =
                List.of(replay(partition, 1), replay(partition, 2), replay(partition, 3), replay(partition, 4));

        // Then
        assertThat(replays).extracting(Replay::playlists).containsExactly(1, 2, 2, 1);
        assertThat(replays).extracting(Replay::entries).containsExactly(3L, 6L, 6L, 3L);
        assertThat(replays).extracting(Replay::tracks).containsExactly(3, 4, 5, 3);
        assertThat(replays).extracting(Replay::pairs).containsExactly(3L, 5L, 6L, 3L);
        assertThat(replays).allMatch(Replay::isCertain);
        assertThat(replays.get(1).neighbours("track:a", 2))
                .get()
                .asInstanceOf(LIST)
                .containsExactly(new Near("track:b", 2, 2), new Near("track:c", 1, 1));
        assertThat(replays.get(1).neighbours("track:unheard", 2)).isEmpty();
    }

    @Test
    void thePlaylistsDecideTheChecksumNotTheirHistory() {
        // Given
        platform.clean(playlist("mpd:2").of("a", "b", "c"))
                .clean(playlist("mpd:2").version(2).of("c", "b", "a"))
                .clean(playlist("mpd:2").version(3).of("a", "b", "c"));
        int partition = Math.floorMod("mpd:2".hashCode(), WrittenLog.PARTITIONS);

        // When / Then
        assertThat(replay(partition, 3).corpusSha256())
                .isEqualTo(replay(partition, 1).corpusSha256());
        assertThat(replay(partition, 2).corpusSha256())
                .isNotEqualTo(replay(partition, 1).corpusSha256());
    }

    @Test
    void saysThatCompactionRemovedWhatItNeeds() {
        // Given: what stood at the first offset of the partition of mpd:2 is gone
        int partition = Math.floorMod("mpd:2".hashCode(), WrittenLog.PARTITIONS);
        written.skip(Topics.PLAYLIST_SNAPSHOTS, partition);
        platform.clean(playlist("mpd:4").of("a", "b", "d"))
                .clean(playlist("mpd:2").version(2).of("a", "b", "c"))
                .clean(playlist("mpd:4").version(2).of("a", "b", "e"));

        // When
        Replay before = replay(partition, 2);
        Replay after = replay(partition, 4);

        // Then
        assertThat(before.isCertain()).isFalse();
        assertThat(before.absent()).isEqualTo(1);
        assertThat(before.maybeMissing()).isEqualTo(1);
        assertThat(after.isCertain()).isTrue();
    }

    private Replay replay(int partition, long offset) {
        long[] until = new long[WrittenLog.PARTITIONS];
        until[partition] = offset;
        return Replay.of(written.log, PublishedRules.DEFAULTS, until);
    }
}
