package dev.segue.crawler.upstream;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// By which a host is asked whether its answer would be another one than that known: the entity tag of an answer, or
/// the time of its last change, as it is written in `crawl-frontier.v1`.
///
/// Source: RFC 9110, sections 8.8 and 13.1.
final class Validator {

    private static final String ETAG = "etag:";
    private static final String MODIFIED = "modified:";
    private static final int LONGEST = 200;
    /// A host counts seconds: what changed just before it answered may change again within the same second.
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private Validator() {}

    /// That of an answer; empty when it has none that can be relied on.
    static Optional<String> of(UpstreamClient.Response response) {
        return response.header("ETag")
                .filter(tag ->
                        isPrintable(tag) && tag.endsWith("\"") && (tag.startsWith("\"") || tag.startsWith("W/\"")))
                .map(tag -> ETAG + tag)
                .or(() -> response.header("Last-Modified")
                        .filter(date -> isPrintable(date) && isSettled(date, response.header("Date")))
                        .map(date -> MODIFIED + date));
    }

    /// The header that asks by it; none when there is none.
    static Map<String, String> headers(@Nullable String validator) {
        if (validator == null) {
            return Map.of();
        }
        return validator.startsWith(ETAG)
                ? Map.of("If-None-Match", validator.substring(ETAG.length()))
                : Map.of("If-Modified-Since", validator.substring(MODIFIED.length()));
    }

    private static boolean isPrintable(String text) {
        return text.length() <= LONGEST && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    private static boolean isSettled(String modified, Optional<String> answered) {
        try {
            return answered.isPresent()
                    && Duration.between(instant(modified), instant(answered.get()))
                                    .compareTo(SETTLED)
                            >= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Instant instant(String date) {
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
}
