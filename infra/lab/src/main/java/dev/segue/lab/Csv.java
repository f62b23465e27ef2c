package dev.segue.lab;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows of a comma-separated file with a header, columns found by name. Ids and numbers need no quotes; a quoted cell
/// is read without them.
final class Csv implements Closeable {

    private final Path file;
    private final BufferedReader in;
    private final List<String> header;
    private final int[] columns;
    private final String[] cells;
    private int line = 1;

    /// @param wanted names of the columns; in each row their cells come in this order
    Csv(Path file, List<String> wanted) throws IOException {
        this.file = file;
        this.in = DataFiles.text(file);
        try {
            String first = in.readLine();
            this.header = first == null ? List.of() : Arrays.asList(split(first.replace("\uFEFF", "")));
            this.columns = wanted.stream().mapToInt(header::indexOf).toArray();
            this.cells = new String[columns.length];
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /// Whether a column is there.
    boolean has(int column) {
        return columns[column] >= 0;
    }

    /// @return the wanted cells, empty where the column is missing; reused for the next row; null at the end
    String @Nullable [] next() throws IOException {
        String text = in.readLine();
        line++;
        while (text != null && text.isBlank()) {
            text = in.readLine();
            line++;
        }
        if (text == null) {
            return null;
        }
        String[] row = split(text);
        if (row.length != header.size()) {
            throw malformed("expected " + header.size() + " cells, got " + row.length);
        }
        for (int i = 0; i < columns.length; i++) {
            cells[i] = columns[i] < 0 ? "" : row[columns[i]];
        }
        return cells;
    }

    RuntimeException malformed(String what) {
        return DataFiles.malformed(file, ", line " + line, what);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static String[] split(String row) {
        String[] cells = row.split(",", -1);
        for (int i = 0; i < cells.length; i++) {
            String cell = cells[i].strip();
            boolean quoted = cell.length() >= 2 && cell.startsWith("\"") && cell.endsWith("\"");
            cells[i] = quoted ? cell.substring(1, cell.length() - 1) : cell;
        }
        return cells;
    }
}
