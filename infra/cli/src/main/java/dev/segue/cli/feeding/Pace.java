package dev.segue.cli.feeding;

import java.time.Duration;

/// How patiently progress is waited for.
///
/// @param poll between two looks
/// @param standstill without any change after which waiting ends in failure
/// @param untrained how long a trainer that waits for more playlists is believed to have seen all there are
/// @param rest how long nothing must move before the platform is believed to rest
public record Pace(Duration poll, Duration standstill, Duration untrained, Duration rest) {

    /// For people at a terminal.
    public static final Pace USUAL =
            new Pace(Duration.ofMillis(300), Duration.ofMinutes(5), Duration.ofSeconds(15), Duration.ofMillis(1_500));
}
