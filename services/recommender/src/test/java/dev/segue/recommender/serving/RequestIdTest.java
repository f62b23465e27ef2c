package dev.segue.recommender.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.BitSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {

    private static final UUID ID = UUID.fromString("7d1f3c9e-52a4-4f0b-9a57-0c6f6f1d2b11");

    @Test
    void knowsWhichModelGaveEachTrack() {
        // Given
        var ofSecond = new BitSet();
        ofSecond.set(1);
        ofSecond.set(499);
        var id = new RequestId(ID, RequestId.hash("a"), RequestId.hash("b"), RequestId.hash("c"), ofSecond);

        // When
        RequestId read = RequestId.parse(id.text());

        // Then
        assertThat(read).isEqualTo(id);
        assertThat(read.modelAt(0)).hasValue(RequestId.hash("a"));
        assertThat(read.modelAt(1)).hasValue(RequestId.hash("b"));
        assertThat(read.modelAt(499)).hasValue(RequestId.hash("b"));
        assertThat(id.text()).startsWith(ID + ".").matches("[-A-Za-z0-9_.]{1,200}");
    }

    @Test
    void isShortWhereOneModelAnswered() {
        // When
        RequestId read = RequestId.parse(new RequestId(ID, RequestId.hash("a"), 0, 0, new BitSet()).text());

        // Then
        assertThat(read.modelAt(17)).hasValue(RequestId.hash("a"));
        assertThat(RequestId.parse(new RequestId(ID, 0, 0, 0, new BitSet()).text())
                        .modelAt(0))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "7d1f3c9e-52a4-4f0b-9a57-0c6f6f1d2b11",
                "7d1f3c9e-52a4-4f0b-9a57-0c6f6f1d2b11.",
                "7d1f3c9e-52a4-4f0b-9a57-0c6f6f1d2b11.AAAA",
                "7d1f3c9e-52a4-4f0b-9a57-0c6f6f1d2b11.????????????",
                "x.AAAAAAAAAAA"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> RequestId.parse(text))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("requestId: expected that of an answer");
    }
}
