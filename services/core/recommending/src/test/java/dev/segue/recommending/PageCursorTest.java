package dev.segue.recommending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCursorTest {

    @Test
    void readsWhatItWrote() {
        // Given
        List<String> tracks =
                IntStream.range(0, 1999).mapToObj(i -> "spotify:track:" + i).toList();
        var cursor = new PageCursor(
                PageCursor.hash(List.of("model", "index")), PageCursor.hash(List.of("a")), Served.NONE.plus(tracks));

        // When
        var read = PageCursor.decode(cursor.encode());

        // Then
        assertThat(cursor.encode()).hasSizeLessThan(PageCursor.MAX_TEXT).matches("[A-Za-z0-9_-]+");
        assertThat(read.versions()).isEqualTo(cursor.versions());
        assertThat(read.request()).isEqualTo(cursor.request());
        assertThat(read.served().size()).isEqualTo(1999);
        assertThat(tracks).allMatch(read.served()::contains);
        assertThat(read.served().contains("spotify:track:1999")).isFalse();
    }

    @Test
    void tellsPartsApart() {
        assertThat(PageCursor.hash(List.of("ab", "c"))).isNotEqualTo(PageCursor.hash(List.of("a", "bc")));
        assertThat(PageCursor.hash(List.of("a"))).isNotEqualTo(PageCursor.hash(List.of("a", "")));
    }

    /// Cursors live in clients: a change of the hash would end every list under way.
    @Test
    void keepsItsHashFromReleaseToRelease() {
        assertThat(PageCursor.hash(List.of("infonce-1", "index-1"))).isEqualTo(6376909349766871357L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "AQ",
                "not base64!",
                "AgAAAAAAAAAAAAAAAAAAAAAA",
                "AQAAAAAAAAAAAAAAAAAAAAAAAA",
                "====",
                "AQAA"
            })
    void refusesWhatIsNoCursor(String text) {
        assertThatThrownBy(() -> PageCursor.decode(text))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageStartingWith("cursor: expected the nextCursor of an earlier answer: ");
    }

    @Test
    void refusesATextTooLongToRead() {
        assertThatThrownBy(() -> PageCursor.decode("A".repeat(PageCursor.MAX_TEXT + 1)))
                .hasMessageContaining("14001 characters");
    }
}
