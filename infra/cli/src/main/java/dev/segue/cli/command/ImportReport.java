package dev.segue.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.cli.feeding.Feeding.Fed;
import dev.segue.cli.feeding.Imported;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How an import is told.
final class ImportReport {

    private static final int ERRORS_SHOWN = 10;

    private ImportReport() {}

    static List<String> lines(Fed fed) {
        Imported imported = fed.imported();
        var lines = new ArrayList<String>();
        String path = imported.report().path("path").asText();
        if (imported.read() == 0 && imported.filesSkipped() > 0 && imported.errorsTotal() == 0) {
            lines.add("%s: nothing new, %,d %s imported before"
                    .formatted(
                            path, imported.filesSkipped(), imported.filesSkipped() == 1 ? "file was" : "files were"));
            return lines;
        }
        lines.add("%s: %,d records read, %,d sent on, %,d unreadable%s"
                .formatted(
                        path,
                        imported.read(),
                        imported.published(),
                        imported.refused(),
                        imported.filesSkipped() == 0
                                ? ""
                                : ", %,d files imported before".formatted(imported.filesSkipped())));
        if (imported.report().hasNonNull("failure")) {
            lines.add(
                    "The import broke off: " + imported.report().path("failure").asText());
        }
        lines.addAll(fed.account().lines(imported.published()));
        return lines;
    }

    static List<String> errors(Fed fed) {
        Imported imported = fed.imported();
        var lines = new ArrayList<>(imported.errors().stream()
                .limit(ERRORS_SHOWN)
                .map(error -> "unreadable: " + error)
                .toList());
        if (imported.errorsTotal() > lines.size()) {
            lines.add(String.format(
                    Locale.ROOT, "and %,d more, see the crawler's log", imported.errorsTotal() - lines.size()));
        }
        return lines;
    }

    static JsonNode document(Fed fed) {
        ObjectNode document = Answering.object();
        document.set("import", fed.imported().report());
        document.putPOJO("outcomes", fed.account().outcomes());
        document.putPOJO("reasons", fed.account().reasons());
        document.put("complete", fed.complete());
        return document;
    }
}
