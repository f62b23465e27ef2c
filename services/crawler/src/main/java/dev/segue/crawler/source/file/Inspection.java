package dev.segue.crawler.source.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the first 64 KiB of a file tell: its fingerprint and, from the unpacked text, which format it seems to be.
///
/// @param bytes size on disk
/// @param modifiedMillis modification time, milliseconds since the epoch
/// @param fingerprint size, modification time and SHA-256 of the head
/// @param looksLike empty when it is none of the formats
/// @param begins the beginning of the text, for messages
/// @param header the first row, when it looks like a table
record Inspection(
        Path file,
        long bytes,
        long modifiedMillis,
        String fingerprint,
        Optional<FileFormat> looksLike,
        String begins,
        @Nullable Header header) {

    private static final int HEAD = 64 << 10;
    private static final JsonFactory JSON = new JsonFactory();

    static Inspection of(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
        }
        long bytes = Files.size(file);
        long modified = Files.getLastModifiedTime(file).toMillis();
        byte[] text = unpacked(head);
        Header header = header(text);
        return new Inspection(
                file,
                bytes,
                modified,
                bytes + ":" + modified + ":" + sha256(head),
                header == null ? ofJson(text) : ofTable(header),
                begins(text),
                header);
    }

    /// As much of the head as can be unpacked; damage shows itself when the file is read.
    private static byte[] unpacked(byte[] head) {
        var text = new byte[HEAD];
        int length = 0;
        try (InputStream in = new Utf8Guard(PackedFile.unpacked(new ByteArrayInputStream(head)))) {
            int n = in.read(text, 0, HEAD);
            while (n > 0) {
                length += n;
                n = in.read(text, length, HEAD - length);
            }
        } catch (IOException e) {
            // The head ends in the middle of packed data: what came out so far has to do.
        }
        return Arrays.copyOf(text, length);
    }

    private static @Nullable Header header(byte[] text) {
        int first = 0;
        while (first < text.length && Character.isWhitespace(text[first])) {
            first++;
        }
        if (first == text.length || text[first] == '{' || text[first] == '[') {
            return null;
        }
        try {
            var rows = new CsvRows(new Utf8Guard(new ByteArrayInputStream(text)));
            return rows.next() instanceof CsvRows.Row.Fields fields ? Header.of(fields.values()) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Optional<FileFormat> ofTable(Header header) {
        if (header.isNowPlaying()) {
            return Optional.of(FileFormat.NOWPLAYING);
        }
        return header.isPlaylistTable() || header.isTrackTable() ? Optional.of(FileFormat.CSV) : Optional.empty();
    }

    /// Reads on until a field tells the format; `info` and `date` are what the two kinds of slice begin with.
    private static Optional<FileFormat> ofJson(byte[] text) {
        FileFormat likely = null;
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            int depth = 1;
            while (depth > 0) {
                JsonToken token = json.nextToken();
                if (token == null) {
                    break;
                }
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.FIELD_NAME) {
                    FileFormat told = told(json.currentName(), depth);
                    if (told == FileFormat.CHALLENGE || told == FileFormat.JSPF) {
                        return Optional.of(told);
                    }
                    likely = told == null ? likely : told;
                }
            }
        } catch (IOException e) {
            // The head ends within the JSON, or it is damaged: what was seen so far decides.
        }
        return Optional.ofNullable(likely);
    }

    /// @param depth 1 for the fields of the outermost object
    private static @Nullable FileFormat told(String field, int depth) {
        return switch (field) {
            case "num_holdouts", "num_samples" -> FileFormat.CHALLENGE;
            case "playlists" -> depth == 1 ? FileFormat.MPD : null;
            case "playlist" -> depth == 1 ? FileFormat.JSPF : null;
            case "track" -> depth <= 2 ? FileFormat.JSPF : null;
            default -> null;
        };
    }

    private static String begins(byte[] text) {
        if (text.length == 0) {
            return "an empty file";
        }
        String start = new String(text, 0, Math.min(text.length, 60), StandardCharsets.UTF_8);
        return "a file that begins with " + start.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    private static String sha256(byte[] head) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(head));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
