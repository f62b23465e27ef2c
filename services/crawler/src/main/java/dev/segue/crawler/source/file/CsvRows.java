package dev.segue.crawler.source.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a CSV file, comma-separated, read line by line so that a broken row costs that row only: a quote that
/// is never closed ends with its line instead of swallowing the file, which is what general CSV parsers do.
///
/// A field may be quoted; in quotes a quote is written twice (RFC 4180) or with a backslash before it, as #nowplaying
/// has it. A backslash and a quote before a comma or the end of the line is a backslash at the end of the field.
/// Blanks outside quotes are dropped, blank lines passed over. A quoted field may run over at most 16 lines; a line
/// has at most 1 MiB, which also bounds the memory.
final class CsvRows {

    /// A line of the table.
    sealed interface Row {
        /// @param line where it begins, counted from 1
        record Fields(long line, List<String> values) implements Row {}

        /// It is no row; the next one may be.
        record Broken(long line, String place, String expected, String got) implements Row {}
    }

    private static final int MOST_LINES = 16;
    private static final int LONGEST_LINE = 1 << 20;

    private final Utf8Guard text;
    private final ArrayDeque<Line> pushedBack = new ArrayDeque<>();
    private long line;
    private long offset;

    CsvRows(Utf8Guard text) {
        this.text = text;
    }

    /// @param broken what is wrong with it, or null
    private record Line(long number, String text, Row.@Nullable Broken broken) {
        static Line broken(long number, String place, String expected, String got) {
            return new Line(number, "", new Row.Broken(number, place, expected, got));
        }
    }

    /// The next row, or null at the end of the file.
    @Nullable
    Row next() throws IOException {
        Line first = nextLine();
        while (first != null && first.broken() == null && first.text().isBlank()) {
            first = nextLine();
        }
        if (first == null) {
            return null;
        }
        if (first.broken() != null) {
            return first.broken();
        }
        var taken = new ArrayList<Line>();
        var row = new StringBuilder(first.text());
        while (true) {
            Parsed parsed = parse(row);
            if (parsed instanceof Parsed.Fields(List<String> values)) {
                return new Row.Fields(first.number(), values);
            }
            Line more = parsed instanceof Parsed.Open && taken.size() < MOST_LINES - 1 ? nextLine() : null;
            if (more != null) {
                taken.add(more);
            }
            if (more == null
                    || more.broken() != null
                    || row.length() + more.text().length() > LONGEST_LINE) {
                taken.reversed().forEach(pushedBack::push);
                return new Row.Broken(
                        first.number(),
                        "line " + first.number(),
                        "fields separated by commas, quotes closed",
                        first.text());
            }
            row.append('\n').append(more.text());
        }
    }

    private @Nullable Line nextLine() throws IOException {
        if (!pushedBack.isEmpty()) {
            return pushedBack.pop();
        }
        var bytes = new ByteArrayOutputStream(128);
        int b = text.read();
        if (b < 0) {
            return null;
        }
        long length = 0;
        while (b >= 0 && b != '\n') {
            if (length < LONGEST_LINE) {
                bytes.write(b);
            }
            length++;
            b = text.read();
        }
        line++;
        offset += length + (b < 0 ? 0 : 1);
        var malformed = text.takeBefore(offset);
        if (malformed != null) {
            return Line.broken(line, malformed.place(), "UTF-8", malformed.got());
        }
        if (length > LONGEST_LINE) {
            return Line.broken(
                    line, "line " + line, "a line of at most " + LONGEST_LINE + " bytes", "one of " + length);
        }
        String content = bytes.toString(StandardCharsets.UTF_8);
        return new Line(line, content.endsWith("\r") ? content.substring(0, content.length() - 1) : content, null);
    }

    private sealed interface Parsed {
        record Fields(List<String> values) implements Parsed {}

        /// A quote is open at the end.
        record Open() implements Parsed {}

        /// Text stands where a comma should.
        record Wrong() implements Parsed {}
    }

    private static Parsed parse(CharSequence row) {
        var values = new ArrayList<String>(6);
        int i = 0;
        while (true) {
            while (i < row.length() && isBlank(row.charAt(i))) {
                i++;
            }
            if (i < row.length() && row.charAt(i) == '"') {
                var value = new StringBuilder();
                i = quoted(row, i + 1, value);
                if (i < 0) {
                    return new Parsed.Open();
                }
                values.add(value.toString());
                while (i < row.length() && isBlank(row.charAt(i))) {
                    i++;
                }
                if (i < row.length() && row.charAt(i) != ',') {
                    return new Parsed.Wrong();
                }
            } else {
                int end = i;
                while (end < row.length() && row.charAt(end) != ',') {
                    end++;
                }
                values.add(row.subSequence(i, end).toString().strip());
                i = end;
            }
            if (i == row.length()) {
                return new Parsed.Fields(values);
            }
            i++;
        }
    }

    /// @return behind the closing quote, or -1 when there is none
    private static int quoted(CharSequence row, int from, StringBuilder value) {
        int i = from;
        while (i < row.length()) {
            char c = row.charAt(i);
            boolean last = i + 1 == row.length();
            if (c == '"') {
                if (last || row.charAt(i + 1) != '"') {
                    return i + 1;
                }
                value.append('"');
                i += 2;
            } else if (c == '\\' && !last && row.charAt(i + 1) == '"' && !endsField(row, i + 2)) {
                value.append('"');
                i += 2;
            } else {
                value.append(c);
                i++;
            }
        }
        return -1;
    }

    private static boolean endsField(CharSequence row, int i) {
        return i == row.length() || row.charAt(i) == ',' || row.charAt(i) == '\n';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
