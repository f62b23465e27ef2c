package dev.segue.crawler.source.file;

import com.github.luben.zstd.ZstdOutputStream;
import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.Flaw;
import dev.segue.crawler.source.PlaylistLimit;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A folder of dumps for tests: writes them, reads them, and tells what was found.
final class Dump {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Instant MODIFIED = Instant.parse("2025-07-14T08:30:00Z");
    static final int LARGEST = 64 << 20;

    private final Path folder;
    private final long sortMemory;
    private final int largest;

    Dump(Path folder) {
        this(folder, 1 << 20, LARGEST);
    }

    Dump(Path folder, long sortMemory, int largest) {
        this.folder = folder;
        this.sortMemory = sortMemory;
        this.largest = largest;
    }

    Path write(String name, String text) {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Path write(String name, byte[] bytes) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            try (OutputStream out = packed(name, Files.newOutputStream(file))) {
                out.write(bytes);
            }
            Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static OutputStream packed(String name, OutputStream out) throws IOException {
        if (name.endsWith(".gz")) {
            return new GZIPOutputStream(out);
        }
        return name.endsWith(".zst") ? new ZstdOutputStream(out) : out;
    }

    FileSearch.Result search(String path, @Nullable FileFormat format) {
        try {
            return new FileSearch(List.of()).search(folder.resolve(path).toString(), format);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Everything the only target under `path` gives.
    Read read(String path) {
        return read(path, null);
    }

    Read read(String path, @Nullable FileFormat format) {
        FileSearch.Result found = search(path, format);
        if (found.targets().size() != 1) {
            throw new IllegalStateException("Expected one target, got " + found);
        }
        return read(found.targets().getFirst());
    }

    Read read(FileTarget target) {
        var sources = new FileSources(
                InstantSource.fixed(NOW), new PlaylistLimit(largest, 256 << 20), folder.resolve("spill"), sortMemory);
        var findings = new ArrayList<Finding>();
        try (var reading = sources.open(target)) {
            for (Finding finding = reading.next(); finding != null; finding = reading.next()) {
                findings.add(finding);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Read(findings);
    }

    /// What a reading gave.
    record Read(List<Finding> findings) {

        List<PlaylistSnapshot> playlists() {
            return findings.stream()
                    .filter(Finding.Found.class::isInstance)
                    .map(finding -> ((Finding.Found) finding).snapshot())
                    .toList();
        }

        List<String> ids() {
            return playlists().stream().map(PlaylistSnapshot::getPlaylistId).toList();
        }

        PlaylistSnapshot only() {
            if (findings.size() != 1 || playlists().size() != 1) {
                throw new IllegalStateException("Expected one playlist, got " + findings);
            }
            return playlists().getFirst();
        }

        List<Flaw> refused() {
            return findings.stream()
                    .filter(Finding.Refused.class::isInstance)
                    .map(finding -> ((Finding.Refused) finding).flaw())
                    .toList();
        }

        /// The flaw that ended the reading, or null when it came to the end.
        @Nullable
        Flaw cut() {
            return findings.stream()
                    .filter(Finding.CutOff.class::isInstance)
                    .map(finding -> ((Finding.CutOff) finding).flaw())
                    .findFirst()
                    .orElse(null);
        }
    }

    static List<String> trackIds(PlaylistSnapshot playlist) {
        return playlist.getTracks().stream().map(SnapshotTrack::getTrackId).toList();
    }
}
