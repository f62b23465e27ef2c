package dev.segue.cli.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// A model's bundle, and the files that tell whose tracks these are and of which genre.
final class GenreOptions {

    @Option(names = "--bundle", paramLabel = "DIR", required = true, description = "Folder of a model's bundle.")
    private Path bundle = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description = "Playlists in files that name tracks and artists.")
    private Path data = Path.of("");

    @Option(
            names = "--genres",
            paramLabel = "PATH",
            required = true,
            description = "Tables of artists' genres, with the columns genres and name or artists.")
    private Path genres = Path.of("");

    Path bundle(Path here) {
        return here.resolve(bundle);
    }

    Path data(Path here) {
        return here.resolve(data);
    }

    Path genres(Path here) {
        return here.resolve(genres);
    }
}
