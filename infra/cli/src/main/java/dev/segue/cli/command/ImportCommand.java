package dev.segue.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.segue.cli.app.Surroundings;
import dev.segue.cli.feeding.Feeding;
import dev.segue.cli.feeding.Feeding.Fed;
import dev.segue.cli.feeding.Pace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `segue import`: playlists from files, and the account of what became of them.
@Command(
        name = "import",
        description = {
            "Import playlists from files, folders or globs into the running platform.",
            "What was imported before and has not changed is skipped."
        })
public final class ImportCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "A file, a folder or a glob; .gz and .zst too.")
    private List<String> paths = List.of();

    @Option(
            names = "--format",
            paramLabel = "F",
            description = "mpd, challenge, csv, nowplaying or jspf. Default: told by the content.")
    private Optional<String> format = Optional.empty();

    private final Surroundings surroundings;
    private final Pace pace;

    public ImportCommand(Surroundings surroundings, Pace pace) {
        this.surroundings = surroundings;
        this.pace = pace;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        var services = answering.services();
        var absolute = paths.stream()
                .map(path -> InputPath.absolute(surroundings.workingDirectory(), path))
                .toList();
        boolean complete = true;
        ArrayNode documents = Answering.object().putArray("imports");
        for (String path : absolute) {
            Fed fed;
            try (var progress = answering.progress()) {
                fed = new Feeding(services, pace, progress).feed(path, format);
            }
            complete &= fed.complete();
            documents.add(ImportReport.document(fed));
            if (!answering.json()) {
                ImportReport.lines(fed).forEach(answering::line);
                ImportReport.errors(fed).forEach(answering::aside);
            }
        }
        if (answering.json()) {
            var document = Answering.object();
            document.set("imports", documents);
            answering.document(document);
        }
        return (complete ? ExitCode.OK : ExitCode.FAILED).value();
    }
}
