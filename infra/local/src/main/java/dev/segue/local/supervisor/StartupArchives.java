package dev.segue.local.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/// Classes as the JVM has them after a start, kept so that the next start need not read them from jars again: one
/// file a process (class data sharing). It halves the processor time of a start.
///
/// A process whose archive is missing, or older than what it runs, writes one when it ends; only once every process
/// has ended by itself are these put in place, so that no torn archive is ever read. The JVM checks an archive
/// against its class path, and runs without it when they do not fit.
///
/// Source: JEP 350, Dynamic CDS Archives.
public final class StartupArchives {

    private record Recorded(Path written, Path place) {}

    private final Path folder;
    private final Path scratch;
    private final List<Recorded> recorded = new ArrayList<>();

    /// @param folder of the archives; belongs to one build
    /// @param scratch folder that no other platform uses at the same time
    public StartupArchives(Path folder, Path scratch) {
        this.folder = folder;
        this.scratch = scratch;
    }

    /// Flags that make a process use its archive, or write one when it ends.
    ///
    /// @param runs the jar it runs; an archive that is not newer is of another build
    List<String> flags(String name, Path runs) {
        Path archive = folder.resolve(name + ".jsa");
        // What does not fit is no matter for a log: the process starts without it.
        if (isNewer(archive, runs)) {
            return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
        }
        try {
            Files.createDirectories(scratch);
        } catch (IOException e) {
            return List.of();
        }
        Path written = scratch.resolve(name + ".jsa");
        recorded.add(new Recorded(written, archive));
        return List.of("-XX:ArchiveClassesAtExit=" + written, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }

    /// Puts what was written in place. To be called after every process has ended by itself.
    public void keep() throws IOException {
        for (Recorded archive : recorded) {
            if (Files.exists(archive.written())) {
                Files.createDirectories(folder);
                Path beside = folder.resolve(archive.place().getFileName() + "."
                        + ProcessHandle.current().pid());
                Files.move(archive.written(), beside, StandardCopyOption.REPLACE_EXISTING);
                Files.move(
                        beside, archive.place(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static boolean isNewer(Path archive, Path runs) {
        try {
            FileTime built = Files.getLastModifiedTime(runs);
            return Files.getLastModifiedTime(archive).compareTo(built) > 0;
        } catch (IOException e) {
            return false;
        }
    }
}
