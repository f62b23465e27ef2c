package dev.segue.search;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Brings immutable files to where they are used: one that came before, in whatever shipment, is linked and not fetched
/// again. Files are known by their digest, which is checked when one comes. Safe for use by many threads.
public final class Shipment {

    private static final int CHUNK = 1 << 16;

    /// By digest the copies that were checked, or linked to one that was.
    private final Map<String, List<Path>> here = new HashMap<>();

    /// A file as its manifest has it.
    ///
    /// @param path below the folder, parts divided by `/`
    /// @param sha256 hex
    public record File(String path, long bytes, String sha256) {}

    /// What a shipment took.
    ///
    /// @param fetched files that came, and their bytes
    /// @param linked files that were here already
    public record Received(int fetched, long bytes, int linked) {}

    /// Brings files from one folder to another.
    ///
    /// @param source where those that are not here come from
    /// @param target made when missing
    /// @throws SegueException `ARTEFACT_CORRUPT` when one has another digest than it should, or is missing
    public synchronized Received receive(Path source, List<File> files, Path target) {
        int fetched = 0;
        long bytes = 0;
        int linked = 0;
        try {
            forget();
            for (File file : files) {
                Path to = target.resolve(file.path());
                Files.createDirectories(to.getParent());
                List<Path> copies = here.computeIfAbsent(file.sha256(), digest -> new ArrayList<>());
                if (copies.isEmpty()) {
                    fetch(source.resolve(file.path()), file, to);
                    fetched++;
                    bytes += file.bytes();
                } else {
                    FileLinks.linkOrCopy(copies.getFirst(), to);
                    linked++;
                }
                copies.add(to);
            }
            return new Received(fetched, bytes, linked);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot bring " + source + " to " + target, e);
        }
    }

    /// What was received before may have been thrown away since.
    private void forget() {
        here.values().forEach(copies -> copies.removeIf(copy -> !Files.exists(copy)));
        here.values().removeIf(List::isEmpty);
    }

    private static void fetch(Path from, File file, Path to) throws IOException {
        if (!Files.isRegularFile(from)) {
            throw new SegueException(ErrorCode.ARTEFACT_CORRUPT, from + ": expected a file, got none");
        }
        FileLinks.linkOrCopy(from, to);
        String sha256 = digest(to);
        if (!sha256.equals(file.sha256())) {
            Files.delete(to);
            throw new SegueException(
                    ErrorCode.ARTEFACT_CORRUPT, from + ": expected SHA-256 " + file.sha256() + ", got " + sha256);
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
