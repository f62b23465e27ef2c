package dev.segue.crawler.api;

import dev.segue.crawler.importing.ImportQueue;
import dev.segue.crawler.importing.ImportReport;
import dev.segue.crawler.source.file.FileFormat;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// Starts imports of files that the crawler can see, and tells how they go.
@Path("/v1/imports")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class ImportResource {

    private final ImportQueue imports;

    ImportResource(ImportQueue imports) {
        this.imports = imports;
    }

    /// What to import.
    ///
    /// @param path absolute, as the crawler sees it: a file, a folder or a glob
    /// @param format mpd, challenge, csv, nowplaying or jspf; left out, every file is told by its content
    public record ImportRequest(
            @Nullable String path, @Nullable String format) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Accepts an import; it survives a restart of the crawler")
    @APIResponseSchema(value = ImportReport.class, responseCode = "202")
    @APIResponse(responseCode = "400", description = "The path or the format is none, as problem+json")
    @APIResponse(responseCode = "404", description = "There is nothing at the path")
    @APIResponse(responseCode = "503", description = "Not ready, too many imports wait, or Kafka cannot be reached")
    public Response start(@Nullable ImportRequest request) throws InterruptedException {
        if (request == null || request.path() == null || request.path().isBlank()) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST, "path: expected a file, a folder or a glob, got nothing");
        }
        FileFormat format = request.format() == null ? null : FileFormat.named(request.format());
        ImportReport accepted = imports.submit(request.path(), format);
        return Response.accepted(accepted)
                .location(URI.create("/v1/imports/" + accepted.importId()))
                .build();
    }

    @GET
    @Operation(summary = "The imports that are known, the newest first")
    public List<ImportReport> list() {
        return imports.reports();
    }

    @GET
    @Path("/{importId}")
    @Operation(summary = "How an import goes, or how it ended")
    @APIResponse(responseCode = "404", description = "No import has that id")
    public ImportReport report(@PathParam("importId") String importId) {
        return imports.report(importId)
                .orElseThrow(() -> new SegueException(
                        ErrorCode.NOT_FOUND, "importId: expected one of a known import, got '" + importId + "'"));
    }
}
