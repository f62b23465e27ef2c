package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.domain.SegueException;
import dev.segue.lab.Batch;
import dev.segue.lab.BatchFiles;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// `segue recommend --batch`: many requests at once, answered from files alone.
final class BatchOptions {

    private static final int USUAL = 500;

    @Option(
            names = "--batch",
            paramLabel = "REQUESTS",
            required = true,
            description = {
                "File of requests, one a line:",
                "{\"id\", \"title\"?, \"seeds\": [...], \"ordered\": true|false, \"playlist\"?}"
            })
    private Path requests = Path.of("");

    @Option(
            names = "--corpus",
            paramLabel = "PATH",
            required = true,
            description =
                    "Playlists to learn from: slices of the Million Playlist Dataset, or tables playlist_id,track_id;"
                            + " a file, a folder or a glob, plain or .gz.")
    private Path corpus = Path.of("");

    @Option(
            names = "--tracks",
            paramLabel = "FILE",
            description = "Table of tracks: track_id and any of album_id, artist_id, duration_sec.")
    private Optional<Path> tracks = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "Answers, one a line: {\"id\", \"tracks\": [...]}.")
    private Path answers = Path.of("");

    int answer(Surroundings surroundings, Answering answering, Optional<Integer> limit, boolean alone) {
        if (!alone) {
            throw new CommandFailure(ExitCode.USAGE, "Expected seeds and titles in the batch, got some beside it");
        }
        if (limit.isPresent() && limit.get() < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--limit: expected at least 1, got " + limit.get());
        }
        Path here = surroundings.workingDirectory();
        var files = new BatchFiles(
                here.resolve(requests), here.resolve(corpus), tracks.map(here::resolve), here.resolve(answers));
        try {
            var outcome = Batch.run(files, limit.orElse(USUAL), answering::aside);
            if (answering.json()) {
                answering.document(
                        Answering.object().put("answered", outcome.answered()).put("bad", outcome.bad()));
            } else {
                answering.line(outcome.answered() + " requests are answered in " + files.answers()
                        + (outcome.bad() == 0 ? "" : "; " + outcome.bad() + " lines were none"));
            }
            return (outcome.bad() == 0 ? ExitCode.OK : ExitCode.FAILED).value();
        } catch (SegueException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }
}
