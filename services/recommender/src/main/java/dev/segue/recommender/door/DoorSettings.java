package dev.segue.recommender.door;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who may come in, and how many at a time.
///
/// @param guests by API key; each another one
/// @param anonymous who may come without a key
/// @param underWay requests at a time; one more is sent away
/// @param deadline from the head of a request to its answer
public record DoorSettings(List<Guest> guests, Anonymous anonymous, int underWay, Duration deadline) {

    /// Who may come without a key.
    public enum Anonymous {
        /// Nobody.
        NOBODY,
        /// Processes of this machine.
        LOOPBACK,
        /// Everybody: something before this process decides.
        EVERYBODY;

        /// Whether who comes from an address needs no key.
        ///
        /// @param address in numbers; null when there is none, as on a socket that is a file
        boolean admits(@Nullable String address) {
            return switch (this) {
                case NOBODY -> false;
                case EVERYBODY -> true;
                case LOOPBACK -> isLoopback(address);
            };
        }

        private static boolean isLoopback(@Nullable String address) {
            try {
                // An address in numbers is read, not looked up.
                return address != null && InetAddress.getByName(address).isLoopbackAddress();
            } catch (UnknownHostException _) {
                return false;
            }
        }
    }

    public DoorSettings {
        guests = List.copyOf(guests);
        var keys = new HashSet<String>();
        for (Guest guest : guests) {
            if (!keys.add(guest.sha256())) {
                throw new SegueException(
                        ErrorCode.INVALID_CONFIGURATION,
                        "segue.recommender.keys." + guest.name() + ".sha256: expected a key of its own, got another's");
            }
        }
        if (underWay < 1 || underWay > 100_000) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "segue.recommender.under-way: expected 1 to 100000, got " + underWay);
        }
        if (deadline.compareTo(Duration.ofMillis(100)) < 0 || deadline.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new SegueException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "segue.recommender.deadline: expected PT0.1S to PT5M, got " + deadline);
        }
    }
}
