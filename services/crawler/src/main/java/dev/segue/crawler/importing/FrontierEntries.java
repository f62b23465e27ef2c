package dev.segue.crawler.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.crawler.source.Flaw;
import dev.segue.crawler.source.file.FileFormat;
import dev.segue.crawler.source.file.FileTarget;
import dev.segue.schemas.avro.CrawlFrontierEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How imports and the files they read stand in the frontier.
///
/// A file: id `file:<real path>?format=<format>`, position = findings that are done, attributes `importId`, `errors`
/// (the first hundred, JSON), `errorsTotal` and `endOffsets` (JSON). An import: id `import:<importId>`, attributes
/// `path`, `requestedAt` and, once it has ended, `report` (JSON).
final class FrontierEntries {

    static final String KIND_FILE = "file";
    static final String KIND_IMPORT = "import";
    static final String WAITING = "waiting";
    static final String RUNNING = "running";
    static final String DONE = "done";
    static final String FAILED = "failed";

    private static final Logger LOG = LoggerFactory.getLogger(FrontierEntries.class);
    private static final String ANY_FORMAT = "any";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private FrontierEntries() {}

    /// How far a file is done, as its entry says.
    record FileDone(
            long findings,
            long published,
            long refused,
            List<Flaw> errors,
            long errorsTotal,
            Map<Integer, Long> endOffsets) {}

    static CrawlFrontierEntry file(FileTarget target, String importId, boolean ended, FileDone done, Instant now) {
        return CrawlFrontierEntry.newBuilder()
                .setId(target.id())
                .setKind(KIND_FILE)
                .setSource(target.format().wireName())
                .setState(ended ? DONE : RUNNING)
                .setFingerprint(target.fingerprint())
                .setPosition(done.findings())
                .setPublished(done.published())
                .setRefused(done.refused())
                .setUpdatedAt(now)
                .setAttributes(Map.of(
                        "importId", importId,
                        "errors", json(done.errors()),
                        "errorsTotal", Long.toString(done.errorsTotal()),
                        "endOffsets", json(done.endOffsets())))
                .build();
    }

    static boolean isDone(CrawlFrontierEntry file) {
        return file.getState().equals(DONE);
    }

    static boolean isOf(CrawlFrontierEntry file, String importId) {
        return importId.equals(file.getAttributes().get("importId"));
    }

    static FileDone done(CrawlFrontierEntry file) {
        var attributes = file.getAttributes();
        List<Flaw> errors = read(attributes.get("errors"), new TypeReference<List<Flaw>>() {})
                .orElse(List.of());
        Map<Integer, Long> endOffsets = read(attributes.get("endOffsets"), new TypeReference<Map<Integer, Long>>() {})
                .orElse(Map.of());
        long errorsTotal = read(attributes.get("errorsTotal"), new TypeReference<Long>() {})
                .orElse((long) errors.size());
        return new FileDone(
                file.getPosition(), file.getPublished(), file.getRefused(), errors, errorsTotal, endOffsets);
    }

    static String importId(ImportJob job) {
        return KIND_IMPORT + ":" + job.id();
    }

    static CrawlFrontierEntry of(ImportJob job, ImportReport report, Instant now) {
        var attributes = new HashMap<String, String>();
        attributes.put("path", job.path());
        attributes.put("requestedAt", job.requestedAt().toString());
        if (report.state().isEnd()) {
            attributes.put("report", json(report));
        }
        return CrawlFrontierEntry.newBuilder()
                .setId(importId(job))
                .setKind(KIND_IMPORT)
                .setSource(job.format() == null ? ANY_FORMAT : job.format().wireName())
                .setState(
                        switch (report.state()) {
                            case WAITING -> WAITING;
                            case RUNNING -> RUNNING;
                            case DONE, PARTIAL -> DONE;
                            case FAILED -> FAILED;
                        })
                .setPosition(report.records().read())
                .setPublished(report.records().published())
                .setRefused(report.records().refused())
                .setUpdatedAt(now)
                .setAttributes(attributes)
                .build();
    }

    /// @return empty when the entry is not one this build can make sense of
    static Optional<ImportJob> job(CrawlFrontierEntry entry) {
        var attributes = entry.getAttributes();
        String path = attributes.get("path");
        Instant requestedAt = Instant.parse(attributes.getOrDefault("requestedAt", Instant.EPOCH.toString()));
        Optional<ImportReport> report = read(attributes.get("report"), new TypeReference<ImportReport>() {});
        if (report.isPresent()) {
            return Optional.of(ImportJob.ended(report.get(), requestedAt));
        }
        if (path == null || entry.getState().equals(DONE) || entry.getState().equals(FAILED)) {
            LOG.warn(
                    "Passed over the frontier entry {}: expected a path and a report, got {}",
                    entry.getId(),
                    attributes);
            return Optional.empty();
        }
        FileFormat format = entry.getSource().equals(ANY_FORMAT) ? null : FileFormat.named(entry.getSource());
        return Optional.of(new ImportJob(entry.getId().substring(KIND_IMPORT.length() + 1), path, format, requestedAt));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Records of strings and numbers are always JSON", e);
        }
    }

    private static <T> Optional<T> read(@Nullable String json, TypeReference<T> type) {
        if (json == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(json, type));
        } catch (JsonProcessingException e) {
            LOG.warn("Passed over an attribute of a frontier entry: {}", e.getOriginalMessage());
            return Optional.empty();
        }
    }
}
