package dev.segue.crawler.upstream;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;

/// Hours of the day, UTC, in which a service is left alone; from one to the other, over midnight when the second is
/// the earlier. The same time twice is never.
public record QuietHours(LocalTime from, LocalTime to) {

    public static final QuietHours NEVER = new QuietHours(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);

    /// @param text `HH:mm-HH:mm`
    /// @throws IllegalArgumentException when it is none
    public static QuietHours parse(String text) {
        String[] ends = text.strip().split("-", -1);
        try {
            if (ends.length == 2) {
                return new QuietHours(LocalTime.parse(ends[0]), LocalTime.parse(ends[1]));
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("expected HH:mm-HH:mm, got '" + text + "'", e);
        }
        throw new IllegalArgumentException("expected HH:mm-HH:mm, got '" + text + "'");
    }

    /// How long they still last; zero outside of them.
    Duration left(Instant now) {
        LocalTime time = LocalTime.ofInstant(now, ZoneOffset.UTC);
        boolean within = from.isBefore(to)
                ? !time.isBefore(from) && time.isBefore(to)
                : from.isAfter(to) && (!time.isBefore(from) || time.isBefore(to));
        if (!within) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(time, to);
        return left.isNegative() ? left.plusDays(1) : left;
    }
}
