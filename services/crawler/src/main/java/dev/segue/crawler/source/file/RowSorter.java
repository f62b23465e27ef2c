package dev.segue.crawler.source.file;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Brings rows with equal keys together, however scattered they come, in bounded memory: a stable external merge
/// sort. Rows come out ordered by the bytes of their key, equal keys in the order they went in.
///
/// Memory: `memoryBytes` of rows and, while merging, 32 read buffers of 32 KiB. Disk: the rows once, twice while runs
/// are merged down to 32. Cost: O(n log n) comparisons, each row written once for every 32-fold growth beyond the
/// memory. What fits in the memory never touches the disk.
///
/// Source: Knuth, The Art of Computer Programming, volume 3, section 5.4.1.
final class RowSorter implements AutoCloseable {

    /// A row under its key. The arrays are not copied.
    record Keyed(byte[] key, long sequence, byte[] row) {
        private static final Comparator<Keyed> ORDER = Comparator.<Keyed, byte[]>comparing(
                        Keyed::key, Arrays::compareUnsigned)
                .thenComparingLong(Keyed::sequence);

        /// What it takes of the heap, roughly.
        private int weight() {
            return key.length + row.length + 96;
        }
    }

    private static final int FAN_IN = 32;
    private static final int BUFFER = 32 << 10;

    private final Path folder;
    private final long memoryBytes;
    private final List<Keyed> held = new ArrayList<>();
    private final ArrayDeque<Path> runs = new ArrayDeque<>();
    private long heldBytes;
    private long sequence;
    private @Nullable Merge merge;

    /// @param folder where runs go while they are needed; made when it is missing
    RowSorter(Path folder, long memoryBytes) {
        this.folder = folder;
        this.memoryBytes = memoryBytes;
    }

    void add(byte[] key, byte[] row) throws IOException {
        var keyed = new Keyed(key, sequence++, row);
        held.add(keyed);
        heldBytes += keyed.weight();
        if (heldBytes > memoryBytes) {
            spill();
        }
    }

    /// Ends the adding.
    ///
    /// @throws InterruptedException when the thread was interrupted between two runs
    void sort() throws IOException, InterruptedException {
        held.sort(Keyed.ORDER);
        if (!runs.isEmpty()) {
            spill();
        }
        while (runs.size() > FAN_IN) {
            var first = new ArrayList<Path>(FAN_IN);
            for (int i = 0; i < FAN_IN; i++) {
                first.add(runs.remove());
            }
            runs.add(mergeToRun(first));
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while sorting rows");
            }
        }
        rewind();
    }

    /// The next row in order, or null when there is none left; only after [#sort()].
    @Nullable
    Keyed next() throws IOException {
        if (merge == null) {
            throw new IllegalStateException("Rows come out after sort()");
        }
        return merge.next();
    }

    /// Begins again with the first row; only after [#sort()].
    void rewind() throws IOException {
        if (merge != null) {
            merge.close();
        }
        merge = new Merge(held, runs);
    }

    /// Forgets the rows and removes the runs.
    @Override
    public void close() throws IOException {
        if (merge != null) {
            merge.close();
        }
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
        held.clear();
    }

    private void spill() throws IOException {
        held.sort(Keyed.ORDER);
        Path run = newRun();
        try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), BUFFER))) {
            for (Keyed keyed : held) {
                write(out, keyed);
            }
        }
        held.clear();
        heldBytes = 0;
    }

    private Path mergeToRun(List<Path> sources) throws IOException {
        Path run = Files.createTempFile(Files.createDirectories(folder), "rows", ".run");
        try (var merging = new Merge(List.of(), sources);
                var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), BUFFER))) {
            for (Keyed keyed = merging.next(); keyed != null; keyed = merging.next()) {
                write(out, keyed);
            }
        }
        for (Path source : sources) {
            Files.delete(source);
        }
        return run;
    }

    private Path newRun() throws IOException {
        Path run = Files.createTempFile(Files.createDirectories(folder), "rows", ".run");
        runs.add(run);
        return run;
    }

    private static void write(DataOutputStream out, Keyed keyed) throws IOException {
        out.writeInt(keyed.key().length);
        out.write(keyed.key());
        out.writeLong(keyed.sequence());
        out.writeInt(keyed.row().length);
        out.write(keyed.row());
    }

    /// Sorted rows in memory and sorted runs, as one sorted sequence.
    private static final class Merge implements AutoCloseable {
        private final PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(Head::row, Keyed.ORDER));
        private final List<DataInputStream> open = new ArrayList<>();
        private final List<Keyed> inMemory;
        private int taken;

        private record Head(Keyed row, @Nullable DataInputStream rest) {}

        Merge(List<Keyed> inMemory, Collection<Path> runs) throws IOException {
            this.inMemory = inMemory;
            try {
                for (Path run : runs) {
                    var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(run), BUFFER));
                    open.add(in);
                    push(in);
                }
            } catch (IOException e) {
                close();
                throw e;
            }
            pushFromMemory();
        }

        @Nullable
        Keyed next() throws IOException {
            Head head = heads.poll();
            if (head == null) {
                return null;
            }
            if (head.rest() == null) {
                pushFromMemory();
            } else {
                push(head.rest());
            }
            return head.row();
        }

        private void pushFromMemory() {
            if (taken < inMemory.size()) {
                heads.add(new Head(inMemory.get(taken++), null));
            }
        }

        private void push(DataInputStream in) throws IOException {
            int keyLength;
            try {
                keyLength = in.readInt();
            } catch (EOFException e) {
                return;
            }
            byte[] key = in.readNBytes(keyLength);
            long sequence = in.readLong();
            byte[] row = in.readNBytes(in.readInt());
            heads.add(new Head(new Keyed(key, sequence, row), in));
        }

        @Override
        public void close() throws IOException {
            for (DataInputStream in : open) {
                in.close();
            }
        }
    }
}
