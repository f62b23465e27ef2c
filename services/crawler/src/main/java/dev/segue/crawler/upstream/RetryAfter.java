package dev.segue.crawler.upstream;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How long a service wants to be left alone, in every form that it says so in.
///
/// Source: RFC 9110, sections 5.6.7 (dates, three formats) and 10.2.3 (Retry-After).
final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,18}(\\.\\d{1,9})?");
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

    private RetryAfter() {}

    /// @param value of the header
    /// @param longest what is waited at most, whatever the service says
    /// @return nothing when it says nothing that can be understood; never negative
    static Optional<Duration> parse(String value, Instant now, Duration longest) {
        String text = value.strip();
        Optional<Duration> said = SECONDS.matcher(text).matches() ? seconds(text, longest) : until(text, now);
        return said.map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .map(wait -> wait.compareTo(longest) > 0 ? longest : wait);
    }

    private static Optional<Duration> seconds(String text, Duration longest) {
        double seconds = Double.parseDouble(text);
        return Optional.of(
                seconds > longest.toSeconds() ? longest : Duration.ofMillis((long) Math.ceil(seconds * 1000)));
    }

    private static Optional<Duration> until(String text, Instant now) {
        // A year of two digits that seems more than 50 years ahead is the last century's.
        var rfc850 = new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(
                        ChronoField.YEAR, 2, 2, now.atOffset(ZoneOffset.UTC).getYear() - 49)
                .appendPattern(" HH:mm:ss zzz")
                .toFormatter(Locale.ENGLISH);
        for (DateTimeFormatter format : List.of(DateTimeFormatter.RFC_1123_DATE_TIME, rfc850)) {
            try {
                return Optional.of(
                        Duration.between(now, ZonedDateTime.parse(text, format).toInstant()));
            } catch (DateTimeException e) {
                continue;
            }
        }
        try {
            return Optional.of(
                    Duration.between(now, LocalDateTime.parse(text, ASCTIME).toInstant(ZoneOffset.UTC)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
