package dev.segue.local.sample;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Playlists composed for the first run, in the slice format of the Million Playlist Dataset. They come with the
/// code and are imported from files like any others.
public final class SampleCorpus {

    private static final String FOLDER = "sample";

    private SampleCorpus() {}

    /// Writes the slices to `folder`. A file that is there already with the same content stays untouched, time
    /// included, so that importing it again finds it unchanged.
    public static void extract(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path origin = origin();
        if (Files.isDirectory(origin)) {
            copy(slices(origin.resolve(FOLDER)), folder);
        } else {
            try (var jar = FileSystems.newFileSystem(origin)) {
                copy(slices(jar.getPath(FOLDER)), folder);
            }
        }
    }

    private static Path origin() throws IOException {
        try {
            return Path.of(SampleCorpus.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("The place of the classes is no address", e);
        }
    }

    private static List<Path> slices(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static void copy(List<Path> files, Path folder) throws IOException {
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            Path target = folder.resolve(file.getFileName().toString());
            if (!Files.isRegularFile(target) || !Arrays.equals(content, Files.readAllBytes(target))) {
                Files.write(target, content);
            }
        }
    }
}
