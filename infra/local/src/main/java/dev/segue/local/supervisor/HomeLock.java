package dev.segue.local.supervisor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The right to run a platform in a home: one process has it at a time, and loses it when it ends, however it ends.
public final class HomeLock implements AutoCloseable {

    /// What became of asking for the lock.
    public sealed interface Attempt {
        /// It is ours until closed.
        record Taken(HomeLock lock) implements Attempt {}

        /// Another process has it.
        ///
        /// @param holder its process id, where it could be read
        record Refused(Optional<Long> holder) implements Attempt {}
    }

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Tries once, without waiting. Makes the folder when it is not there.
    public static Attempt tryTake(Home home) throws IOException {
        var file = home.lockFile();
        Files.createDirectories(home.root().resolve("run"));
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
            if (!taken) {
                return new Attempt.Refused(holder(home));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            return new Attempt.Taken(new HomeLock(channel));
        } catch (OverlappingFileLockException e) {
            return new Attempt.Refused(holder(home));
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static Optional<Long> holder(Home home) throws IOException {
        String text = Files.readString(home.lockFile()).strip();
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    /// Lets the next process have it. The file stays: deleting it could give two processes a lock each.
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
