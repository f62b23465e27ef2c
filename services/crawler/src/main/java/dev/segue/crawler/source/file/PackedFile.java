package dev.segue.crawler.source.file;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/// The text of a file, unpacked while it is read. Gzip (also of several members) and Zstandard are known by their
/// first bytes, whatever the file is called. Memory: buffers of some 200 KiB, for Zstandard also its window, at most
/// 128 MiB outside the heap as its format's default limit says.
final class PackedFile implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final Counting raw;
    private final Utf8Guard text;

    private PackedFile(Path path, Counting raw, Utf8Guard text) {
        this.path = path;
        this.raw = raw;
        this.text = text;
    }

    static PackedFile open(Path path) throws IOException {
        var raw = new Counting(Files.newInputStream(path));
        try {
            return new PackedFile(path, raw, new Utf8Guard(unpacked(raw)));
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    Utf8Guard text() {
        return text;
    }

    /// Bytes taken from the disk; safe from any thread.
    long bytesRead() {
        return raw.count.get();
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    /// @param in closed by the stream that is returned
    static InputStream unpacked(InputStream in) throws IOException {
        var buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(4);
        byte[] magic = buffered.readNBytes(4);
        buffered.reset();
        if (magic.length >= 2 && magic[0] == 0x1F && magic[1] == (byte) 0x8B) {
            return new GZIPInputStream(buffered, BUFFER);
        }
        if (magic.length == 4
                && magic[0] == 0x28
                && magic[1] == (byte) 0xB5
                && magic[2] == 0x2F
                && magic[3] == (byte) 0xFD) {
            return new ZstdInputStream(buffered);
        }
        return buffered;
    }

    private static final class Counting extends FilterInputStream {
        private final AtomicLong count = new AtomicLong();

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                count.incrementAndGet();
            }
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = super.read(into, offset, length);
            if (n > 0) {
                count.addAndGet(n);
            }
            return n;
        }
    }
}
