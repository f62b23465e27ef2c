package dev.segue.local.supervisor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A log file of bounded size: when it is full it becomes `<name>.1`, what was `.1` becomes `.2`, and the oldest goes.
///
/// One writer at a time.
final class RotatingLog implements AutoCloseable {

    private final Path file;
    private final long capacity;
    private final int keep;
    private OutputStream out;
    private long size;

    /// @param capacity bytes of one file; a longer line still goes into one
    /// @param keep older files
    RotatingLog(Path file, long capacity, int keep) throws IOException {
        this.file = file;
        this.capacity = capacity;
        this.keep = keep;
        this.out = append();
        this.size = Files.size(file);
    }

    synchronized void write(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (size > 0 && size + bytes.length > capacity) {
            rotate();
        }
        out.write(bytes);
        size += bytes.length;
    }

    private void rotate() throws IOException {
        out.close();
        for (int age = keep - 1; age >= 1; age--) {
            if (Files.exists(aged(age))) {
                Files.move(aged(age), aged(age + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (keep > 0) {
            Files.move(file, aged(1), StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(file);
        }
        out = append();
        size = 0;
    }

    private OutputStream append() throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Path aged(int age) {
        return file.resolveSibling(file.getFileName() + "." + age);
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
