package dev.segue.preprocessor.stream;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Playlists that were watched day by day: for every track the day it was first seen and the day it was gone, as the
/// cumulative tables of a playlist archive tell them.
final class PlaylistArchive {

    private static final String TABLES = "playlists/cumulative/";
    private static final int BLOCK = 512;
    private static final Pattern HEADING =
            Pattern.compile("^### \\[.*]\\(https://open\\.spotify\\.com/playlist/(\\w+)\\)", Pattern.MULTILINE);
    private static final Pattern ROW = Pattern.compile(
            "^\\| .*?open\\.spotify\\.com/track/(\\w+)\\).*\\| (\\d{4}-\\d\\d-\\d\\d) \\| (\\d{4}-\\d\\d-\\d\\d)? ?\\|$",
            Pattern.MULTILINE);

    /// A track in a playlist, from one day up to another.
    ///
    /// @param removed the first day without it; null when it stayed
    private record Stay(
            String track, LocalDate added, @Nullable LocalDate removed) {
        boolean isOn(LocalDate day) {
            return !added.isAfter(day) && (removed == null || removed.isAfter(day));
        }
    }

    private final Map<String, List<Stay>> playlists = new TreeMap<>();

    private PlaylistArchive() {}

    /// Reads the archive's gzipped tar file.
    static PlaylistArchive read(Path file) throws IOException {
        var archive = new PlaylistArchive();
        try (var in = new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16), 1 << 16))) {
            byte[] header = new byte[BLOCK];
            while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
                String size = text(header, 124, 12).strip();
                byte[] content = new byte[Integer.parseInt(size, 8)];
                in.readFully(content);
                in.skipNBytes((BLOCK - content.length % BLOCK) % BLOCK);
                boolean isFile = header[156] == '0' || header[156] == 0;
                String folder = text(header, 345, 155);
                String name = (folder.isEmpty() ? "" : folder + "/") + text(header, 0, 100);
                if (isFile && name.startsWith(TABLES)) {
                    archive.table(new String(content, StandardCharsets.UTF_8));
                }
            }
        }
        return archive;
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private void table(String table) {
        Matcher heading = HEADING.matcher(table);
        if (!heading.find()) {
            throw new IllegalArgumentException(
                    "A table names no playlist: " + table.lines().findFirst());
        }
        var stays = new ArrayList<Stay>();
        Matcher row = ROW.matcher(table);
        while (row.find()) {
            String removed = row.group(3);
            stays.add(new Stay(
                    row.group(1), LocalDate.parse(row.group(2)), removed == null ? null : LocalDate.parse(removed)));
        }
        playlists.put(heading.group(1), stays);
    }

    /// One playlist in so many, by the order of their ids.
    PlaylistArchive oneIn(int many) {
        var part = new PlaylistArchive();
        int number = 0;
        for (var playlist : playlists.entrySet()) {
            if (number++ % many == 0) {
                part.playlists.put(playlist.getKey(), playlist.getValue());
            }
        }
        return part;
    }

    /// Rows in all.
    int rows() {
        return playlists.values().stream().mapToInt(List::size).sum();
    }

    LocalDate firstDay() {
        return stays().map(Stay::added).min(LocalDate::compareTo).orElseThrow();
    }

    /// The last day on which anything came or went.
    LocalDate lastDay() {
        return stays().map(stay -> stay.removed() == null ? stay.added() : stay.removed())
                .max(LocalDate::compareTo)
                .orElseThrow();
    }

    /// Every playlist with the tracks it held on a day, each once, in the order of its table; empty ones too.
    Map<String, List<String>> on(LocalDate day) {
        var held = new TreeMap<String, List<String>>();
        playlists.forEach((playlist, stays) -> {
            var tracks = new LinkedHashSet<String>();
            stays.stream().filter(stay -> stay.isOn(day)).forEach(stay -> tracks.add(stay.track()));
            held.put(playlist, List.copyOf(tracks));
        });
        return held;
    }

    private Stream<Stay> stays() {
        return playlists.values().stream().flatMap(List::stream);
    }
}
