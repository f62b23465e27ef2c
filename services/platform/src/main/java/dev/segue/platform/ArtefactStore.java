package dev.segue.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.Provenance;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Folders of immutable files that services hand to each other: written aside, digested, then renamed into place, so
/// that what can be seen is complete. A release on a topic names the manifest's digest and the manifest the digest of
/// every file: nothing damaged is ever opened.
///
/// Layout: `<root>/<kind>/<id>/…` and, while one is written, `<root>/.staging/<kind>/<id>/…`.
public final class ArtefactStore {

    private static final Logger LOG = LoggerFactory.getLogger(ArtefactStore.class);
    private static final String STAGING = ".staging";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final Path root;

    /// @param root made when it is missing
    public ArtefactStore(Path root) {
        try {
            this.root = Files.createDirectories(root).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use " + root + " as artefact store", e);
        }
    }

    /// An artefact being written.
    ///
    /// @param directory empty; write its files here, in folders if need be
    public record Staged(String kind, String id, Path directory) {}

    /// An artefact that is complete.
    ///
    /// @param location of its folder below the root, as releases name it
    public record Published(String location, Path directory, ArtefactManifest manifest, String manifestSha256) {}

    /// Begins an artefact; what an earlier attempt at it left is removed.
    public Staged stage(String kind, String id) {
        requireName("kind", kind);
        requireName("id", id);
        Path directory = root.resolve(STAGING).resolve(kind).resolve(id);
        try {
            deleteTree(directory);
            return new Staged(kind, id, Files.createDirectories(directory));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stage " + directory, e);
        }
    }

    /// Digests the files, writes the manifest, forces all to disk and renames the folder into place. When an intact
    /// artefact of the same kind and id is there already, that one stays and is returned.
    public Published publish(Staged staged, Provenance provenance, Map<String, String> attributes) {
        String location = staged.kind() + "/" + staged.id();
        Path folder = root.resolve(staged.kind());
        Path target = folder.resolve(staged.id());
        try {
            Published held = intact(location);
            if (held != null) {
                deleteTree(staged.directory());
                return held;
            }
            var manifest = new ArtefactManifest(
                    staged.kind(), staged.id(), provenance, attributes, digestAll(staged.directory()));
            byte[] json = JSON.writeValueAsBytes(manifest);
            Path file = staged.directory().resolve(ArtefactManifest.FILE_NAME);
            Files.write(file, json);
            force(file);
            deleteTree(target);
            Files.createDirectories(folder);
            Files.move(staged.directory(), target, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
            return new Published(location, target, manifest, Digests.sha256(json));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot publish " + location, e);
        }
    }

    /// Opens an artefact after checking the digest of its manifest and of every file.
    ///
    /// @throws SegueException `ARTEFACT_CORRUPT` when anything is missing, changed or outside the store
    public Published open(String location, String manifestSha256) {
        Published found = read(location);
        if (!found.manifestSha256().equals(manifestSha256)) {
            throw corrupt(
                    location, "expected a manifest with SHA-256 " + manifestSha256 + ", got " + found.manifestSha256());
        }
        verify(found);
        return found;
    }

    /// The artefact at `location` if it is there and every digest holds.
    public @Nullable Published intact(String location) {
        if (!Files.isDirectory(resolve(location))) {
            return null;
        }
        try {
            Published found = read(location);
            verify(found);
            return found;
        } catch (SegueException e) {
            LOG.warn("{}", e.getMessage());
            return null;
        }
    }

    /// Ids of a kind that are in place, sorted; not checked.
    public List<String> ids(String kind) {
        requireName("kind", kind);
        Path folder = root.resolve(kind);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    /// Removes an artefact, or what is left of it.
    public void delete(String location) {
        try {
            deleteTree(resolve(location));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + location, e);
        }
    }

    /// Removes what interrupted attempts at a kind left behind; to be called by its only writer, at start.
    public void cleanStaging(String kind) {
        requireName("kind", kind);
        try {
            deleteTree(root.resolve(STAGING).resolve(kind));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot clean the staging folder of " + kind, e);
        }
    }

    private Published read(String location) {
        Path directory = resolve(location);
        Path file = directory.resolve(ArtefactManifest.FILE_NAME);
        try {
            if (!file.toRealPath().startsWith(root)) {
                throw corrupt(location, "it leads out of the store");
            }
            byte[] json = Files.readAllBytes(file);
            return new Published(
                    location, directory, JSON.readValue(json, ArtefactManifest.class), Digests.sha256(json));
        } catch (JsonProcessingException e) {
            throw corrupt(location, "its manifest is not one: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw corrupt(location, "its manifest cannot be read: " + e);
        }
    }

    private void verify(Published artefact) {
        String location = artefact.location();
        ArtefactManifest manifest = artefact.manifest();
        if (!location.equals(manifest.kind() + "/" + manifest.id())) {
            throw corrupt(location, "its manifest is of " + manifest.kind() + "/" + manifest.id());
        }
        for (ArtefactManifest.File file : manifest.files()) {
            Path path = artefact.directory().resolve(file.path()).normalize();
            try {
                if (!path.toRealPath().startsWith(artefact.directory().toRealPath())) {
                    throw corrupt(location, file.path() + " leads out of it");
                }
                long bytes = Files.size(path);
                if (bytes != file.bytes()) {
                    throw corrupt(location, file.path() + ": expected " + file.bytes() + " bytes, got " + bytes);
                }
                String sha256 = Digests.sha256(path);
                if (!sha256.equals(file.sha256())) {
                    throw corrupt(location, file.path() + ": expected SHA-256 " + file.sha256() + ", got " + sha256);
                }
            } catch (IOException e) {
                throw corrupt(location, file.path() + " cannot be read: " + e);
            }
        }
    }

    private Path resolve(String location) {
        String[] parts = location.split("/", -1);
        if (parts.length != 2) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST, "Artefact location '" + location + "': expected <kind>/<id>");
        }
        requireName("kind", parts[0]);
        requireName("id", parts[1]);
        return root.resolve(parts[0]).resolve(parts[1]);
    }

    private static List<ArtefactManifest.File> digestAll(Path directory) throws IOException {
        var files = new ArrayList<ArtefactManifest.File>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
                force(path);
                String name = directory.relativize(path).toString().replace('\\', '/');
                files.add(new ArtefactManifest.File(name, Files.size(path), Digests.sha256(path)));
            }
        }
        return files;
    }

    private static void force(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST,
                    "Artefact " + what + " '" + name + "': expected lower-case letters, digits, '.', '_' and '-'");
        }
    }

    private static SegueException corrupt(String location, String flaw) {
        return new SegueException(ErrorCode.ARTEFACT_CORRUPT, "Artefact " + location + " is refused: " + flaw);
    }
}
