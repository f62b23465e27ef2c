package dev.segue.recommender.door;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.regex.Pattern;

/// Somebody with an API key, and what it allows.
///
/// @param name for metrics and messages
/// @param sha256 of the key, hex; the key itself is known to its owner alone
/// @param requestsPerSecond in the long run
/// @param burst requests at once after a pause
/// @param admin whether the roles of models may be changed
public record Guest(String name, String sha256, int requestsPerSecond, int burst, boolean admin) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int MOST = 1_000_000;

    public Guest {
        String key = "segue.recommender.keys." + name;
        if (!SHA256.matcher(sha256).matches()) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    key + ".sha256: expected 64 hexadecimal digits in lower case, got " + sha256.length()
                            + " characters");
        }
        requireCount(key + ".requests-per-second", requestsPerSecond);
        requireCount(key + ".burst", burst);
    }

    private static void requireCount(String key, int value) {
        if (value < 1 || value > MOST) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION, key + ": expected 1 to " + MOST + ", got " + value);
        }
    }
}
