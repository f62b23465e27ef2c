package dev.segue.crawler.importing;

import dev.segue.domain.SegueException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Folders that dumps are dropped into. A folder whose files have changed, and then have stood still from one glance to
/// the next, is imported; an import passes over what it has had before. So a file that is being copied is not read
/// before it is whole.
public final class WatchedFolders implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFolders.class);

    private final List<Path> folders;
    private final Duration every;
    private final ImportQueue imports;
    private final Map<Path, Map<String, String>> seen = new HashMap<>();
    private final Map<Path, Map<String, String>> imported = new HashMap<>();
    private final Thread watcher = Thread.ofVirtual().name("watched-folders").unstarted(this::watch);
    private volatile boolean closing;

    /// @param every from one glance to the next
    public WatchedFolders(List<Path> folders, Duration every, ImportQueue imports) {
        this.folders = List.copyOf(folders);
        this.every = every;
        this.imports = imports;
    }

    /// Begins to watch; imports must be accepted by then.
    public void start() {
        if (!folders.isEmpty()) {
            watcher.start();
        }
    }

    private void watch() {
        try {
            while (!closing) {
                folders.forEach(this::glance);
                Thread.sleep(every);
            }
        } catch (InterruptedException e) {
            LOG.debug("Folders are not watched any more");
        }
    }

    /// Looks at a folder once.
    private void glance(Path folder) {
        try {
            Map<String, String> now = files(folder);
            boolean still = now.equals(seen.put(folder, now));
            if (still && !now.isEmpty() && !now.equals(imported.get(folder))) {
                var report = imports.submit(folder.toString(), null);
                imported.put(folder, now);
                LOG.info("Import {} of {}: {} files", report.importId(), folder, now.size());
            }
        } catch (IOException | UncheckedIOException | SegueException e) {
            LOG.warn("{} is looked at again in {} s: {}", folder, every.toSeconds(), e.getMessage());
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    /// Every file below the folder, with what changes when it does.
    private static Map<String, String> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("expected a folder, got nothing or a file");
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(path -> folder.relativize(path).toString(), WatchedFolders::fingerprint));
        }
    }

    private static String fingerprint(Path file) {
        try {
            return Files.size(file) + "-" + Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        watcher.interrupt();
        watcher.join();
    }
}
