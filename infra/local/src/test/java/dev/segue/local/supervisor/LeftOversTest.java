package dev.segue.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.local.supervisor.RunState.Member;
import dev.segue.local.supervisor.RunState.Phase;
import dev.segue.local.supervisor.RunState.ProcessState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftOversTest {

    private static final Instant NOW = Instant.EPOCH;

    private final List<Process> started = new ArrayList<>();
    private Home home;

    @BeforeEach
    void emptyHome(@TempDir Path folder) {
        home = new Home(folder);
    }

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void findsAndEndsWhatTheRunStateNames() throws Exception {
        // Given
        Process orphan = start(home.mark());
        var state = stateWith(ProcessIdentity.of(orphan.toHandle(), home.mark(), NOW));

        // When
        var found = LeftOvers.find(home, Optional.of(state));
        LeftOvers.end(found, Duration.ofSeconds(20));

        // Then
        assertThat(found).singleElement().satisfies(leftOver -> assertThat(leftOver.describe())
                .startsWith("crawler (process "));
        Waiting.until("it is gone", () -> !orphan.isAlive());
    }

    @Test
    void findsWhatWasStartedJustBeforeTheStateCouldBeWritten() throws Exception {
        // Given
        Process orphan = start(home.mark());

        // When
        var found = LeftOvers.find(home, Optional.empty());

        // Then
        assertThat(found)
                .singleElement()
                .satisfies(leftOver -> assertThat(leftOver.process().pid()).isEqualTo(orphan.pid()));
    }

    @Test
    void leavesAStrangerAloneThatGotTheProcessId() throws Exception {
        // Given
        Process stranger = start("a-song");
        var state = stateWith(ProcessIdentity.of(stranger.toHandle(), home.mark(), NOW));

        // When
        var found = LeftOvers.find(home, Optional.of(state));

        // Then
        assertThat(found).isEmpty();
        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    void leavesAProcessAloneThatStartedAtAnotherTime() throws Exception {
        // Given
        Process later = start("a-song");
        var identity = ProcessIdentity.of(later.toHandle(), "a-song", NOW);
        var earlier = new ProcessIdentity(identity.pid(), identity.startedAt().minusSeconds(60), identity.mark());

        // When
        var found = LeftOvers.find(home, Optional.of(stateWith(earlier)));

        // Then
        assertThat(identity.find()).isPresent();
        assertThat(found).isEmpty();
    }

    @Test
    void leavesTheProcessesOfAnotherHomeAlone(@TempDir Path elsewhere) throws Exception {
        // Given
        start(new Home(elsewhere).mark());

        // When
        var found = LeftOvers.find(home, Optional.empty());

        // Then
        assertThat(found).isEmpty();
    }

    @Test
    void killsWhatDoesNotEndInTime() throws Exception {
        // Given
        Process deaf = start("trap '' TERM; ", home.mark());
        var found = LeftOvers.find(home, Optional.empty());

        // When
        LeftOvers.end(found, Duration.ofMillis(300));

        // Then
        Waiting.until("it is gone", () -> !deaf.isAlive());
    }

    private Process start(String mark) throws IOException {
        return start("", mark);
    }

    /// Returns once the shell runs its script, so that traps are set. The script waits on its input and starts no
    /// program of its own, since a shell that has just forked is there twice with the same command line.
    private Process start(String preparation, String mark) throws IOException {
        var process = new ProcessBuilder("/bin/sh", "-c", preparation + "echo on; read -r line", mark).start();
        started.add(process);
        assertThat(process.inputReader().readLine()).isEqualTo("on");
        return process;
    }

    private static RunState stateWith(ProcessIdentity identity) {
        var self = ProcessIdentity.of(ProcessHandle.current(), "java", NOW);
        return new RunState(
                self,
                Phase.READY,
                NOW,
                "127.0.0.1:1",
                List.of(new Member("crawler", ProcessState.READY, identity, 1, null, 0, null)));
    }
}
