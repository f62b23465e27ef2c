package dev.segue.local.supervisor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What runs in a home now: written by its supervisor at every change, read by everybody else, left behind when the
/// supervisor is killed.
///
/// @param supervisor the process that looks after the others
/// @param phase how far the platform is as a whole
/// @param startedAt when the supervisor began
/// @param bootstrapServers `host:port` of the broker
/// @param processes in the order they are started
public record RunState(
        ProcessIdentity supervisor, Phase phase, Instant startedAt, String bootstrapServers, List<Member> processes) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    public RunState {
        processes = List.copyOf(processes);
    }

    /// How far the platform is as a whole.
    public enum Phase {
        /// Not every process has been ready yet.
        STARTING,
        /// Every process has been ready once.
        READY,
        /// A process died too often and is not started again.
        FAILED,
        /// The processes are being told to end.
        STOPPING
    }

    /// One process.
    ///
    /// @param name of the service, or `broker`
    /// @param state see [ProcessState]
    /// @param process null before its first start
    /// @param port it listens on
    /// @param url base of its HTTP interface; null when it has none
    /// @param restarts how often it was started again after it died
    /// @param note why it is in this state, where that needs saying
    public record Member(
            String name,
            ProcessState state,
            @Nullable ProcessIdentity process,
            int port,
            @Nullable String url,
            int restarts,
            @Nullable String note) {}

    /// State of one process.
    public enum ProcessState {
        /// Started, not ready yet.
        STARTING,
        /// It said that it is ready.
        READY,
        /// It died and is started again after a pause.
        WAITING,
        /// It died too often.
        GAVE_UP,
        /// Told to end, and it did.
        STOPPED
    }

    /// The process called `name`.
    public Optional<Member> process(String name) {
        return processes.stream().filter(process -> process.name().equals(name)).findFirst();
    }

    /// Replaces the file as a whole: readers see the old state or this one.
    void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("A file in a folder was expected, got " + file);
        }
        Files.createDirectories(folder);
        Path draft = folder.resolve(file.getFileName() + ".draft");
        try (var channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(JSON.writeValueAsBytes(this)));
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// What the file says; empty when there is none.
    ///
    /// @throws IOException when it is no run state; the message names the file
    public static Optional<RunState> read(Path file) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), RunState.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + ": expected the state of a running platform, got " + e.getOriginalMessage(), e);
        }
    }
}
