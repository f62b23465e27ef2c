package dev.segue.crawler.upstream;

import java.time.Duration;
import java.util.regex.Pattern;

/// How much a host may be asked: so many requests in every stretch of a length, wherever the stretch begins.
///
/// @param requests 0 for as many as one likes
/// @param window length of the stretch
public record Budget(int requests, Duration window) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})/(\\d{1,6})(ms|s|m)");

    public static final Budget UNLIMITED = new Budget(0, Duration.ofSeconds(1));

    /// @param text as `50/5s`, or `unlimited`
    /// @throws IllegalArgumentException when it is none
    public static Budget parse(String text) {
        if (text.equals("unlimited")) {
            return UNLIMITED;
        }
        var parts = TEXT.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(1)) == 0 || Integer.parseInt(parts.group(2)) == 0) {
            throw new IllegalArgumentException("expected requests/time as 50/5s, or unlimited, got '" + text + "'");
        }
        long length = Long.parseLong(parts.group(2));
        return new Budget(
                Integer.parseInt(parts.group(1)),
                switch (parts.group(3)) {
                    case "ms" -> Duration.ofMillis(length);
                    case "s" -> Duration.ofSeconds(length);
                    case "m" -> Duration.ofMinutes(length);
                    default -> throw new IllegalStateException("The pattern has no other unit");
                });
    }

    public boolean isUnlimited() {
        return requests == 0;
    }
}
