package dev.segue.stubupstreams;

import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.Optional;

/// A request as a stub sees it.
///
/// @param base scheme, host and port it came to
/// @param when by the stub's clock
/// @param fault that the answer is to have, as far as its content is concerned
record Asked(String base, String path, MultiMap query, MultiMap headers, String body, Instant when, Fault fault) {

    String text(String parameter) {
        return Optional.ofNullable(query.get(parameter)).orElse("");
    }

    /// A number in the query; the default when it is missing or none.
    int number(String parameter, int otherwise, int least, int most) {
        try {
            return Math.clamp(Integer.parseInt(text(parameter)), least, most);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /// The address of the next page of a listing, as the fault has it.
    String next(String link) {
        return switch (fault) {
            case NEXT_ELSEWHERE -> "http://upstream.invalid/steal?" + link.hashCode();
            default -> base + link;
        };
    }

    boolean endless() {
        return fault == Fault.ENDLESS_PAGES;
    }
}
