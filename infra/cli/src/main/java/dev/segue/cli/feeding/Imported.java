package dev.segue.cli.feeding;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How an import ended, as the crawler reports it.
///
/// @param report the crawler's own JSON
/// @param done whether it came to its end
/// @param read records read
/// @param published of these, sent on as snapshots
/// @param refused of these, unreadable
/// @param skipped records of files that an earlier import read
/// @param filesSkipped files that an earlier import read
/// @param filesRefused files of no known format
/// @param errors each with file, place, expected and got, in one line
/// @param endOffsets partition of playlist-snapshots to the offset after the last record published
public record Imported(
        JsonNode report,
        boolean done,
        long read,
        long published,
        long refused,
        long skipped,
        long filesSkipped,
        long filesRefused,
        List<String> errors,
        long errorsTotal,
        Map<Integer, Long> endOffsets) {

    public Imported {
        errors = List.copyOf(errors);
        endOffsets = Map.copyOf(endOffsets);
    }

    static Imported of(JsonNode report) {
        JsonNode records = report.path("records");
        JsonNode files = report.path("files");
        var ends = new TreeMap<Integer, Long>();
        report.path("endOffsets")
                .properties()
                .forEach(end ->
                        ends.put(Integer.valueOf(end.getKey()), end.getValue().asLong()));
        var errors = report.path("errors").valueStream().map(Imported::line).toList();
        return new Imported(
                report,
                report.path("state").asText().equals("done"),
                records.path("read").asLong(),
                records.path("published").asLong(),
                records.path("refused").asLong(),
                records.path("skipped").asLong(),
                files.path("skipped").asLong(),
                files.path("refused").asLong(),
                errors,
                Math.max(report.path("errorsTotal").asLong(), errors.size()),
                ends);
    }

    private static String line(JsonNode error) {
        return error.path("file").asText() + ", " + error.path("place").asText() + ": expected "
                + error.path("expected").asText() + ", got " + error.path("got").asText();
    }

    /// Whether every record of every file was taken in.
    public boolean complete() {
        return done && refused == 0 && filesRefused == 0 && errorsTotal == 0;
    }
}
