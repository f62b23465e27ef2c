package dev.segue.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns whatever a resource throws into a [Problem].
public final class ProblemMappers {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemMappers.class);
    private static final int RETRY_AFTER_SECONDS = 1;

    private ProblemMappers() {}

    private static Response respond(Problem problem) {
        var response =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
        if (problem.status() == 413) {
            // What is left of the body would have to be read for the next request to be found.
            response.header("Connection", "close");
        }
        if (problem.status() == 503) {
            response.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        return response.build();
    }

    /// Failures the platform names.
    @Provider
    public static final class OfSegue implements ExceptionMapper<SegueException> {
        @Override
        public Response toResponse(SegueException e) {
            var problem = Problem.of(e.code(), String.valueOf(e.getMessage()));
            if (problem.status() == 500) {
                LOG.error("{}", e.getMessage(), e);
            }
            return respond(problem);
        }
    }

    /// What HTTP itself refuses: an unknown path, a wrong method or media type.
    @Provider
    public static final class OfHttp implements ExceptionMapper<WebApplicationException> {
        private final Request request;
        private final UriInfo uri;
        private final HttpHeaders headers;

        /// A mapper that names what was asked.
        ///
        /// @param request the request's method
        /// @param uri the request's path
        /// @param headers the request's headers
        public OfHttp(Request request, UriInfo uri, HttpHeaders headers) {
            this.request = request;
            this.uri = uri;
            this.headers = headers;
        }

        @Override
        public Response toResponse(WebApplicationException e) {
            if (e.getCause() instanceof JsonProcessingException json) {
                return respond(malformed(json));
            }
            int status = e.getResponse().getStatus();
            ErrorCode code =
                    status == 404 ? ErrorCode.NOT_FOUND : status < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL;
            return respond(Problem.of(code, status, detail(e)));
        }

        private String detail(WebApplicationException e) {
            return switch (e) {
                case NotFoundException _ -> "Nothing is at " + uri.getPath();
                case NotAllowedException _ -> uri.getPath() + " does not answer to " + request.getMethod();
                case NotSupportedException _ -> "The body: expected application/json, got " + headers.getMediaType();
                case NotAcceptableException _ ->
                    "Accept: expected application/json, got " + headers.getHeaderString(HttpHeaders.ACCEPT);
                default -> String.valueOf(e.getMessage());
            };
        }
    }

    /// A body that is not the JSON expected.
    @Provider
    public static final class OfJson implements ExceptionMapper<JsonProcessingException> {
        @Override
        public Response toResponse(JsonProcessingException e) {
            return respond(malformed(e));
        }
    }

    /// JSON of another shape than the one expected; said apart from [OfJson], because the framework answers this one
    /// without a body unless a mapper names it.
    @Provider
    public static final class OfMismatch implements ExceptionMapper<MismatchedInputException> {
        @Override
        public Response toResponse(MismatchedInputException e) {
            return respond(malformed(e));
        }
    }

    /// Anything else is a defect: logged whole, told without its insides.
    @Provider
    public static final class OfDefects implements ExceptionMapper<RuntimeException> {
        @Override
        public Response toResponse(RuntimeException e) {
            LOG.error("A request failed", e);
            return respond(Problem.of(ErrorCode.INTERNAL, "The request failed; the log of the service says why"));
        }
    }

    private static Problem malformed(JsonProcessingException e) {
        // What ends the reading of a body, as its size, comes out of the parser wrapped.
        if (e.getCause() instanceof SegueException ended) {
            return Problem.of(ended.code(), String.valueOf(ended.getMessage()));
        }
        String place = e instanceof JsonMappingException mapping
                        && !mapping.getPath().isEmpty()
                ? " at "
                        + mapping.getPath().stream()
                                .map(step ->
                                        step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                                .collect(Collectors.joining("."))
                : "";
        return Problem.of(
                ErrorCode.INVALID_REQUEST,
                "The body is not the JSON expected" + place + ": " + firstLine(e.getOriginalMessage()));
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
