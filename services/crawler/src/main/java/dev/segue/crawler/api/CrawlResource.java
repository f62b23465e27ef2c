package dev.segue.crawler.api;

import dev.segue.crawler.crawling.CrawlSettings;
import dev.segue.crawler.crawling.LiveCrawls;
import dev.segue.crawler.frontier.LiveEntry;
import dev.segue.crawler.frontier.LiveEntry.Kind;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.PlaylistId;
import dev.segue.domain.SegueException;
import dev.segue.schemas.avro.CrawlLease;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// Continuous crawling: what is crawled, how it goes, and what is wished for.
@Path("/v1/crawls")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class CrawlResource {

    private static final int MOST_WISHES = 1_000;
    private static final int LONGEST_NAME = 150;

    private final LiveCrawls crawls;

    CrawlResource(LiveCrawls crawls) {
        this.crawls = crawls;
    }

    /// What to look at, now and from now on.
    ///
    /// @param source listenbrainz, deezer or spotify
    /// @param limit most playlists of each keyword or user; left out, as configured
    public record CrawlRequest(
            @Nullable String source,
            @Nullable List<String> keywords,
            @Nullable List<String> users,
            @Nullable List<String> playlists,
            @Nullable Integer limit) {}

    /// What was accepted.
    public record Accepted(String source, int entries) {}

    /// How the crawl of a source goes.
    ///
    /// @param enabled whether the crawler that answers would crawl it
    /// @param state crawling, resting, paused, broken, or idle when nobody crawls it
    /// @param owner the crawler that does
    /// @param restsUntil when the source asked to be left alone
    /// @param toldAt when the owner told the numbers
    /// @param numbers since the owner began: entries, queue, underWay, budgetLeft (-1 without a budget), requests,
    ///     `looks.<outcome>`, `failure.<kind>`, drift, curators, restoringMs,
    ///     nearDuplicates, copies, `withheld.<flag>`
    public record SourceStatus(
            String source,
            boolean enabled,
            String state,
            @Nullable String owner,
            @Nullable Instant restsUntil,
            @Nullable Instant toldAt,
            Map<String, Long> numbers) {}

    @GET
    @Operation(summary = "Every live source and how its crawl goes, by whichever crawler")
    public List<SourceStatus> list() {
        crawls.requireStarted();
        var leases = new TreeMap<String, CrawlLease>();
        crawls.leases().forEach(lease -> leases.put(lease.getSource(), lease));
        return CrawlSettings.SOURCES.stream()
                .map(source -> status(source, leases.get(source)))
                .toList();
    }

    private SourceStatus status(String source, @Nullable CrawlLease lease) {
        boolean enabled = crawls.enabled().contains(source);
        return lease == null
                ? new SourceStatus(source, enabled, "idle", null, null, null, Map.of())
                : new SourceStatus(
                        source,
                        enabled,
                        lease.getGiven() ? "idle" : lease.getState(),
                        lease.getOwner(),
                        lease.getNotBefore(),
                        lease.getUpdatedAt(),
                        new TreeMap<>(lease.getNumbers()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Adds keywords, users or playlists to look at; what is known already is looked at again now")
    @APIResponseSchema(value = Accepted.class, responseCode = "202")
    @APIResponse(responseCode = "400", description = "The source or a name is none, as problem+json")
    @APIResponse(responseCode = "503", description = "Not ready, or Kafka cannot be reached")
    public Response add(@Nullable CrawlRequest request) throws InterruptedException {
        if (request == null) {
            throw new SegueException(ErrorCode.INVALID_REQUEST, "source: expected a name, got nothing");
        }
        String source = known(request.source());
        int limit = request.limit() == null ? 0 : request.limit();
        if (limit < 0 || limit > 100_000) {
            throw new SegueException(ErrorCode.INVALID_REQUEST, "limit: expected 1 to 100000, got " + limit);
        }
        var wishes = new ArrayList<LiveEntry>();
        add(wishes, Kind.KEYWORD, source, request.keywords(), limit);
        add(wishes, Kind.USER, source, request.users(), limit);
        add(wishes, Kind.PLAYLIST, source, request.playlists(), 0);
        if (wishes.isEmpty() || wishes.size() > MOST_WISHES) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST,
                    "keywords, users, playlists: expected 1 to " + MOST_WISHES + " together, got " + wishes.size());
        }
        crawls.requireStarted();
        crawls.wish(wishes);
        return Response.accepted(new Accepted(source, wishes.size())).build();
    }

    private static void add(List<LiveEntry> wishes, Kind kind, String source, @Nullable List<String> names, int limit) {
        if (names == null) {
            return;
        }
        for (String name : names) {
            String bare = name == null ? "" : name.strip();
            boolean good = !bare.isEmpty()
                    && bare.length() <= LONGEST_NAME
                    && bare.chars().noneMatch(Character::isISOControl)
                    && (kind != Kind.PLAYLIST || PlaylistId.isValid(source + ":" + bare));
            if (!good) {
                throw new SegueException(
                        ErrorCode.INVALID_REQUEST,
                        kind.name().toLowerCase(java.util.Locale.ROOT) + ": expected 1 to " + LONGEST_NAME
                                + " printable characters, got '" + bare + "'");
            }
            wishes.add(LiveEntry.found(kind, source, bare, null, null, 1, limit));
        }
    }

    @DELETE
    @Path("/{source}/keywords/{keyword}")
    @Operation(summary = "Takes a keyword back; what it found stays")
    @APIResponse(responseCode = "204", description = "It is not looked at any more, whether it was or not")
    public void removeKeyword(@PathParam("source") String source, @PathParam("keyword") String keyword)
            throws InterruptedException {
        crawls.requireStarted();
        String known = known(source);
        crawls.forget(
                known,
                LiveEntry.found(Kind.KEYWORD, known, keyword, null, null, 1, 0).id());
    }

    @POST
    @Path("/{source}/pause")
    @Operation(summary = "Stops asking a source, at every crawler and over restarts")
    public Accepted pause(@PathParam("source") String source) throws InterruptedException {
        return control(source, true);
    }

    @POST
    @Path("/{source}/resume")
    @Operation(summary = "Goes on asking a source")
    public Accepted resume(@PathParam("source") String source) throws InterruptedException {
        return control(source, false);
    }

    private Accepted control(String source, boolean paused) throws InterruptedException {
        crawls.requireStarted();
        String known = known(source);
        crawls.wish(List.of(LiveEntry.control(known, paused)));
        return new Accepted(known, 1);
    }

    private static String known(@Nullable String source) {
        if (source == null || !CrawlSettings.SOURCES.contains(source)) {
            throw new SegueException(
                    source == null ? ErrorCode.INVALID_REQUEST : ErrorCode.NOT_FOUND,
                    "source: expected one of " + CrawlSettings.SOURCES + ", got '" + source + "'");
        }
        return source;
    }
}
