package dev.segue.crawler.source.file;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.Flaw;
import dev.segue.crawler.source.Reading;
import dev.segue.crawler.source.WrongShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Playlists whose rows are scattered over one or more tables. All rows go through a [RowSorter] and come back
/// playlist by playlist, in the order of their keys; the memory is the sorter's and one playlist.
///
/// A playlist one of whose rows cannot be read is refused whole, never published in part. A row that does not even
/// tell its playlist is refused by itself. Where a file breaks off, the playlist of its last row is refused, those
/// before are kept, and the break comes last; but when the rows of any playlist are scattered, none is known to be
/// whole, and the break is all there is.
abstract class TableReading implements Reading {

    private static final byte[] NO_KEY = {};
    private static final int CHECK_INTERRUPT_EVERY = 1 << 12;

    private final FileTarget target;
    private final List<PackedFile> files = new ArrayList<>();
    private final RowSorter sorter;
    private RowSorter.@Nullable Keyed ahead;
    private Finding.@Nullable CutOff cutOff;
    private boolean sorted;
    private boolean noTable;
    private boolean nothingToTrust;
    private boolean ended;

    TableReading(FileTarget target, RowSorter sorter) throws IOException {
        this.target = target;
        this.sorter = sorter;
        try {
            for (Path path : target.files()) {
                files.add(PackedFile.open(path));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Whether the header is that of the table number `file`.
    abstract boolean accepts(int file, Header header);

    /// What the header should be, for messages.
    abstract String expectedHeader(int file);

    /// The row as it goes through the sorter, under the key of its playlist.
    ///
    /// @throws WrongShape when it does not tell its playlist
    abstract Sorted row(int file, Header header, List<String> values, long line) throws WrongShape;

    /// Makes a playlist of its rows, the flawless ones.
    abstract Assembly begin(String key);

    /// A row and the key of its playlist.
    record Sorted(String key, TableRow row) {}

    /// A playlist while its rows come by.
    interface Assembly {
        void take(TableRow row) throws WrongShape;

        Finding finish() throws WrongShape;
    }

    @Override
    public final @Nullable Finding next() throws InterruptedException {
        if (ended) {
            return null;
        }
        try {
            if (!sorted) {
                readAll();
                sorter.sort();
                sorted = true;
                nothingToTrust = noTable || cutOff != null && scattered();
                ahead = sorter.next();
            }
            if (ahead != null && !nothingToTrust) {
                return nextPlaylist(ahead);
            }
            ended = true;
            return cutOff;
        } catch (IOException e) {
            ended = true;
            return new Finding.CutOff(
                    new Flaw(
                            target.main().toString(),
                            "while its rows were being sorted",
                            "room for temporary files",
                            String.valueOf(e.getMessage())),
                    false);
        }
    }

    /// Whether a file broke off, so that rows are missing.
    final boolean brokeOff() {
        return cutOff != null;
    }

    /// Whether rows of one playlist stand apart from each other; leaves the sorter at its first row.
    private boolean scattered() throws IOException {
        byte[] key = NO_KEY;
        long sequence = -1;
        boolean scattered = false;
        for (var row = sorter.next(); row != null && !scattered; row = sorter.next()) {
            if (row.row()[0] == TableRow.Kind.TRACK.ordinal()) {
                scattered = Arrays.equals(row.key(), key) && row.sequence() != sequence + 1;
                key = row.key();
                sequence = row.sequence();
            }
        }
        sorter.rewind();
        return scattered;
    }

    private void readAll() throws IOException, InterruptedException {
        for (int file = 0; file < files.size(); file++) {
            Sorted last = null;
            long lastLine = 0;
            var rows = new CsvRows(files.get(file).text());
            try {
                Header header = header(file, rows);
                if (header == null) {
                    return;
                }
                for (CsvRows.Row row = rows.next(); row != null; row = rows.next()) {
                    switch (row) {
                        case CsvRows.Row.Broken(long line, String place, String expected, String got) -> {
                            lastLine = line;
                            addFlaw(NO_KEY, TableRow.flaw(file, line, place, expected, got));
                        }
                        case CsvRows.Row.Fields(long line, List<String> values) -> {
                            lastLine = line;
                            Sorted added = add(file, header, values, line);
                            last = added == null ? last : added;
                        }
                    }
                    if (lastLine % CHECK_INTERRUPT_EVERY == 0 && Thread.interrupted()) {
                        throw new InterruptedException("Interrupted while reading " + target.main());
                    }
                }
            } catch (IOException e) {
                String got = "a file that cannot be read further: " + e.getMessage();
                if (last != null && last.row().kind() == TableRow.Kind.TRACK) {
                    addFlaw(
                            utf8(last.key()),
                            TableRow.flaw(file, lastLine, "line " + lastLine, "the rest of the playlist", got));
                }
                cutOff = new Finding.CutOff(
                        new Flaw(files.get(file).path().toString(), "after line " + lastLine, "more rows", got), false);
            }
        }
    }

    private @Nullable Header header(int file, CsvRows rows) throws IOException {
        CsvRows.Row first = rows.next();
        if (first instanceof CsvRows.Row.Fields(long line, List<String> values)) {
            Header header = Header.of(values);
            if (accepts(file, header)) {
                return header;
            }
        }
        noTable = true;
        cutOff = new Finding.CutOff(
                new Flaw(
                        files.get(file).path().toString(),
                        "line 1",
                        expectedHeader(file),
                        switch (first) {
                            case null -> "an empty file";
                            case CsvRows.Row.Fields(long line, List<String> values) -> String.join(",", values);
                            case CsvRows.Row.Broken(long line, String place, String expected, String got) -> got;
                        }),
                false);
        return null;
    }

    /// @return the row, or null when it does not tell its playlist
    private @Nullable Sorted add(int file, Header header, List<String> values, long line) throws IOException {
        String place = "line " + line;
        if (values.size() != header.columns().size()) {
            addFlaw(
                    NO_KEY,
                    TableRow.flaw(
                            file,
                            line,
                            place,
                            header.columns().size() + " fields",
                            values.size() + ": " + String.join(",", values)));
            return null;
        }
        try {
            Sorted row = row(file, header, values, line);
            sorter.add(utf8(row.key()), row.row().encode());
            return row;
        } catch (WrongShape e) {
            addFlaw(NO_KEY, TableRow.flaw(file, line, place, e.expected(), e.got()));
            return null;
        }
    }

    private void addFlaw(byte[] key, TableRow flaw) throws IOException {
        sorter.add(key, flaw.encode());
    }

    private Finding nextPlaylist(RowSorter.Keyed first) throws IOException {
        if (first.key().length == 0) {
            ahead = sorter.next();
            return new Finding.Refused(flaw(TableRow.decode(first.row())));
        }
        Assembly assembly = begin(new String(first.key(), StandardCharsets.UTF_8));
        Flaw flaw = null;
        TableRow row = TableRow.decode(first.row());
        while (true) {
            if (flaw == null) {
                flaw = take(assembly, row);
            }
            ahead = sorter.next();
            if (ahead == null || !Arrays.equals(ahead.key(), first.key())) {
                break;
            }
            row = TableRow.decode(ahead.row());
        }
        if (flaw != null) {
            return new Finding.Refused(flaw);
        }
        try {
            return assembly.finish();
        } catch (WrongShape e) {
            return new Finding.Refused(flaw(row, e));
        }
    }

    private @Nullable Flaw take(Assembly assembly, TableRow row) {
        if (row.kind() == TableRow.Kind.FLAW) {
            return flaw(row);
        }
        try {
            assembly.take(row);
            return null;
        } catch (WrongShape e) {
            return flaw(row, e);
        }
    }

    private Flaw flaw(TableRow row, WrongShape wrong) {
        return new Flaw(target.files().get(row.file()).toString(), "line " + row.line(), wrong.expected(), wrong.got());
    }

    private Flaw flaw(TableRow row) {
        return new Flaw(
                target.files().get(row.file()).toString(),
                row.values().get(0),
                row.values().get(1),
                row.values().get(2));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public final long bytesRead() {
        return files.stream().mapToLong(PackedFile::bytesRead).sum();
    }

    @Override
    public final void close() throws IOException {
        sorter.close();
        for (PackedFile file : files) {
            file.close();
        }
    }
}
