package dev.segue.crawler.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");
    private static final Duration LONGEST = Duration.ofHours(1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "7 | 7000",
                " 7 | 7000",
                "1.5 | 1500",
                "3600 | 3600000",
                "3601 | 3600000",
                "999999999999999999 | 3600000",
                "Sun, 06 Nov 1994 08:49:37 GMT | 37000",
                "Sunday, 06-Nov-94 08:49:37 GMT | 37000",
                "Sun Nov  6 08:49:37 1994 | 37000",
                "Sun, 06 Nov 1994 08:40:00 GMT | 0",
                "Sat, 06 Nov 2094 08:49:37 GMT | 3600000",
            })
    void isUnderstoodInEveryFormAndCapped(String value, long millis) {
        // When
        var wait = RetryAfter.parse(value, NOW, LONGEST);

        // Then
        assertThat(wait).contains(Duration.ofMillis(millis));
    }

    @Test
    void whatCannotBeUnderstoodSaysNothing() {
        for (String value : new String[] {"", "soon", "-5", "1e9", "NaN", "99999999999999999999"}) {
            // When / Then
            assertThat(RetryAfter.parse(value, NOW, LONGEST)).as(value).isEmpty();
        }
    }
}
