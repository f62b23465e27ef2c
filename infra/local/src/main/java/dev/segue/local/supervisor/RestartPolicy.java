package dev.segue.local.supervisor;

import java.time.Duration;

/// When a process that died is started again.
///
/// A death is rapid when the process had not been ready, or not for `settled`. The pause doubles with every rapid
/// death in a row; a process that had settled starts again after the first pause.
///
/// @param firstPause before the first new start
/// @param longestPause bound of the doubling
/// @param settled how long a process is ready before its death counts as a new misfortune
/// @param giveUpAfter rapid deaths in a row after which it is left alone
public record RestartPolicy(Duration firstPause, Duration longestPause, Duration settled, int giveUpAfter) {

    /// Half a second, doubling to 30 s, and no more after the fifth rapid death.
    public static final RestartPolicy PATIENT =
            new RestartPolicy(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(1), 5);

    public RestartPolicy {
        if (giveUpAfter < 1) {
            throw new IllegalArgumentException("giveUpAfter: expected at least 1, got " + giveUpAfter);
        }
    }

    /// @param rapidDeaths in a row, 1 or more
    Duration pauseAfter(int rapidDeaths) {
        int doublings = Math.min(rapidDeaths - 1, 20);
        Duration pause = firstPause.multipliedBy(1L << doublings);
        return pause.compareTo(longestPause) > 0 ? longestPause : pause;
    }
}
