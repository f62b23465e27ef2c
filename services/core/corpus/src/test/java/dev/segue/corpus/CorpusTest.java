package dev.segue.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

    private final Corpus corpus = new Corpus();

    @Test
    void retractsWhatAnEditTakesAway() {
        // Given
        hold("p:1", "a", "b", "c");
        hold("p:2", "a", "b");

        // When
        hold("p:1", "c", "a");

        // Then
        assertThat(shared("a", "b")).isEqualTo(1);
        assertThat(shared("a", "c")).isEqualTo(1);
        assertThat(shared("b", "c")).isZero();
        assertThat(corpus.entries()).isEqualTo(4);
        assertThat(corpus.playlists()).isEqualTo(2);
    }

    @Test
    void leavesNothingOfADeletedPlaylist() {
        // Given
        hold("p:1", "a", "b");

        // When
        boolean deleted = corpus.delete("p:1");

        // Then
        assertThat(deleted).isTrue();
        assertThat(corpus.delete("p:1")).isFalse();
        assertThat(corpus.playlistOrdinal("p:1")).isNegative();
        assertThat(corpus.playlistsOf(corpus.trackOrdinal("a"))).isZero();
        assertThat(corpus.entries()).isZero();
        assertThat(corpus.playlists()).isZero();
    }

    @Test
    void takesNoNoticeOfThePlaylistItAlreadyHolds() {
        // Given
        hold("p:1", "a", "b");

        // When
        boolean changed = hold("p:1", "a", "b");

        // Then
        assertThat(changed).isFalse();
        assertThat(corpus.entries()).isEqualTo(2);
    }

    @Test
    void countsWithinTheWindowOnly() {
        // Given
        hold("p:1", "a", "x", "y", "b");

        // When
        var near = new CooccurrenceCounter(corpus).top(corpus.trackOrdinal("a"), 2, 10);
        var anywhere = new CooccurrenceCounter(corpus).top(corpus.trackOrdinal("a"), 0, 10);

        // Then
        assertThat(ids(near)).containsExactly("x", "y");
        assertThat(ids(anywhere)).containsExactly("b", "x", "y");
    }

    @Test
    void ordersByCountAndThenById() {
        // Given
        hold("p:1", "a", "z", "m", "b");
        hold("p:2", "a", "z");

        // When
        var top = new CooccurrenceCounter(corpus).top(corpus.trackOrdinal("a"), 0, 2);

        // Then
        assertThat(ids(top)).containsExactly("z", "b");
        assertThat(top.counts()).containsExactly(2, 1);
    }

    @Test
    void refusesARepeatedTrackAndAnUnknownOrdinal() {
        int a = corpus.internTrack("a");

        assertThatThrownBy(() -> corpus.upsert("p:1", new int[] {a, a})).hasMessageContaining("repeats track a");
        assertThatThrownBy(() -> corpus.upsert("p:1", new int[] {a, 7})).hasMessageContaining("outside 0 to 0: 7");
        assertThatThrownBy(() -> corpus.upsert("p:1", new int[0])).hasMessageContaining("has no track");
        assertThat(corpus.playlists()).isZero();
    }

    @Test
    void writesTheSameBytesWhateverItsHistory(@TempDir Path folder) throws IOException {
        // Given
        hold("p:2", "c", "a");
        hold("p:1", "a", "b");
        var other = new Corpus();
        other.upsert("p:9", other.internTracks(List.of("q", "b")));
        other.upsert("p:1", other.internTracks(List.of("a", "b")));
        other.upsert("p:2", other.internTracks(List.of("c", "a")));
        other.delete("p:9");

        // When
        corpus.write(folder.resolve("one"));
        other.write(folder.resolve("other"));

        // Then
        assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("other"));
        Corpus read = Corpus.read(folder.resolve("one"));
        assertThat(read.playlists()).isEqualTo(2);
        assertThat(read.shared(read.trackOrdinal("a"), read.trackOrdinal("c"))).isEqualTo(1);
    }

    @Test
    void keepsNoReserveOfWhatItReadAndGrowsNonetheless(@TempDir Path folder) {
        // Given
        var corpus = new Corpus();
        int[] track = {corpus.internTrack("a")};
        for (int playlist = 0; playlist < 5; playlist++) {
            corpus.upsert("p" + playlist, track);
        }
        corpus.write(folder.resolve("corpus"));

        // When
        Corpus read = Corpus.read(folder.resolve("corpus"));

        // Then
        assertThat(corpus.postingsHeld(0)).hasSizeGreaterThan(10);
        assertThat(read.postingsHeld(0)).containsExactly(0, 0, 1, 0, 2, 0, 3, 0, 4, 0);
        read.upsert("p5", track);
        assertThat(read.postingsHeld(0)).startsWith(0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0);
        assertThat(read.playlistsOf(0)).isEqualTo(6);
    }

    @Test
    void refusesEveryTruncationOfAFile(@TempDir Path folder) throws IOException {
        // Given
        hold("p:1", "a", "b", "c");
        corpus.write(folder.resolve("whole"));
        byte[] whole = Files.readAllBytes(folder.resolve("whole"));

        for (int length = 0; length < whole.length; length++) {
            // When
            Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));

            // Then
            assertThatThrownBy(() -> Corpus.read(cut)).isInstanceOf(CorruptCorpus.class);
        }
    }

    private boolean hold(String playlist, String... tracks) {
        return corpus.upsert(playlist, corpus.internTracks(List.of(tracks)));
    }

    private int shared(String a, String b) {
        return corpus.shared(corpus.trackOrdinal(a), corpus.trackOrdinal(b));
    }

    private List<String> ids(Neighbours neighbours) {
        return Arrays.stream(neighbours.tracks()).mapToObj(corpus::trackId).toList();
    }
}
