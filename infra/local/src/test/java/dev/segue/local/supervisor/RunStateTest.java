package dev.segue.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.local.supervisor.RunState.Member;
import dev.segue.local.supervisor.RunState.Phase;
import dev.segue.local.supervisor.RunState.ProcessState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.250Z");

    @Test
    void readsBackWhatItWrote(@TempDir Path folder) throws IOException {
        // Given
        var state = new RunState(
                new ProcessIdentity(7, NOON, "java"),
                Phase.READY,
                NOON,
                "127.0.0.1:20000",
                List.of(
                        new Member(
                                "broker",
                                ProcessState.READY,
                                new ProcessIdentity(8, NOON, "-Dsegue-home=/music"),
                                20000,
                                null,
                                0,
                                null),
                        new Member("trainer", ProcessState.WAITING, null, 1, "http://127.0.0.1:1", 2, "it ended")));
        Path file = folder.resolve("run").resolve("state.json");

        // When
        state.write(file);

        // Then
        assertThat(RunState.read(file)).contains(state);
        assertThat(file.resolveSibling("state.json.draft")).doesNotExist();
    }

    @Test
    void isEmptyWhenNothingRuns(@TempDir Path folder) throws IOException {
        // When / Then
        assertThat(RunState.read(folder.resolve("state.json"))).isEmpty();
    }

    @Test
    void refusesAFileThatIsNoState(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("state.json"), "{\"phase\": \"DANC");

        // When / Then
        assertThatThrownBy(() -> RunState.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("state.json");
    }
}
