package dev.segue.recommender.api;

import dev.segue.domain.ErrorCode;
import dev.segue.platform.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/// Sends bodies away that say they are larger than any request can be, before a byte of them is read. A body that does
/// not say how large it is meets the server's own limit.
final class BodyLimit {

    /// A thousand seeds and a thousand exclusions of 200 characters, and a cursor.
    static final long MAX_BYTES = 1 << 20;

    private static final int TOO_LARGE = 413;

    @ServerRequestFilter(preMatching = true)
    @Nullable
    Response check(ContainerRequestContext request) {
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (length == null || length.length() < 7 || Long.parseLong(length) <= MAX_BYTES) {
            return null;
        }
        return Response.status(TOO_LARGE)
                .type(Problem.MEDIA_TYPE)
                .entity(Problem.of(
                        ErrorCode.INVALID_REQUEST,
                        TOO_LARGE,
                        "body: expected at most " + MAX_BYTES + " bytes, got " + length))
                .build();
    }
}
