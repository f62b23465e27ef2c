package dev.segue.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.local.LoopbackPorts;
import dev.segue.local.supervisor.Component.Readiness;
import dev.segue.local.supervisor.RunState.Phase;
import dev.segue.local.supervisor.RunState.ProcessState;
import dev.segue.local.supervisor.Supervisor.Grace;
import dev.segue.local.supervisor.Supervisor.Start;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SupervisorTest {

    private static final RestartPolicy EAGER =
            new RestartPolicy(Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofHours(1), 3);
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String RUNS_ON = "; while :; do sleep 0.05; done";

    private Home home;
    private ByteArrayOutputStream shown;

    @BeforeEach
    void emptyHome(@TempDir Path folder) {
        home = new Home(folder);
        shown = new ByteArrayOutputStream();
    }

    @Test
    void isReadyOnceEveryComponentSaysSo() throws Exception {
        // Given
        int port = LoopbackPorts.free();
        var answering = new Component(
                "indexer",
                List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        home.mark(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AnsweringService.class.getName(),
                        Integer.toString(port),
                        "2"),
                Map.of(),
                port,
                Optional.of(URI.create("http://127.0.0.1:" + port)),
                new Readiness.Answers(URI.create("http://127.0.0.1:" + port + "/q/health/ready")));
        try (var supervisor = supervise(script("broker", "echo READY" + RUNS_ON), answering)) {

            // When
            supervisor.start();
            Start start = supervisor.awaitReady(LIMIT);

            // Then
            assertThat(start).isInstanceOf(Start.Ready.class);
            var state = RunState.read(home.stateFile()).orElseThrow();
            assertThat(state.phase()).isEqualTo(Phase.READY);
            assertThat(state.processes()).allSatisfy(process -> {
                assertThat(process.state()).isEqualTo(ProcessState.READY);
                assertThat(process.process().find()).isPresent();
            });
            assertThat(Files.readString(home.logs().resolve("indexer.log")))
                    .contains("asked for readiness\nasked for readiness\nasked for readiness");
        }
    }

    @Test
    void startsAgainWhatIsKilled() throws Exception {
        // Given
        try (var supervisor = supervise(script("broker", "echo READY" + RUNS_ON))) {
            supervisor.start();
            supervisor.awaitReady(LIMIT);
            var first = supervisor.state().process("broker").orElseThrow().process();

            // When
            first.find().orElseThrow().destroyForcibly();

            // Then
            Waiting.until("the broker is ready again", () -> supervisor
                    .state()
                    .process("broker")
                    .filter(broker -> broker.restarts() == 1 && broker.state() == ProcessState.READY)
                    .isPresent());
            assertThat(supervisor
                            .state()
                            .process("broker")
                            .orElseThrow()
                            .process()
                            .pid())
                    .isNotEqualTo(first.pid());
            assertThat(console()).contains("broker: it ended with exit code 137");
        }
    }

    @Test
    void givesUpOnWhatDiesAtOnceAndRepeatsItsLastWords() throws Exception {
        // Given
        try (var supervisor = supervise(script("broker", "echo no disk; exit 3"))) {
            supervisor.start();

            // When
            Start start = supervisor.awaitReady(LIMIT);

            // Then
            assertThat(start).isInstanceOfSatisfying(Start.GaveUp.class, gaveUp -> {
                assertThat(gaveUp.component()).isEqualTo("broker");
                assertThat(gaveUp.why()).contains("exit code 3", "3. time", "no disk");
            });
            assertThat(RunState.read(home.stateFile()).orElseThrow().phase()).isEqualTo(Phase.FAILED);
        }
    }

    @Test
    void saysWhatIsMissingWhenTimeIsUp() throws Exception {
        // Given
        try (var supervisor =
                supervise(script("broker", "echo READY" + RUNS_ON), script("crawler", "echo not yet" + RUNS_ON))) {
            supervisor.start();

            // When
            Start start = supervisor.awaitReady(Duration.ofSeconds(2));

            // Then
            assertThat(start).isInstanceOfSatisfying(Start.TimedOut.class, timedOut -> assertThat(timedOut.missing())
                    .contains("crawler"));
        }
    }

    @Test
    void endsTheBrokerAfterTheServices() throws Exception {
        // Given
        Path ends = home.root().resolve("ends");
        String farewell = "trap 'echo \"$0\" >> " + ends + "; exit 0' TERM; echo READY" + RUNS_ON;
        var supervisor = supervise(
                script("broker", farewell.replace("$0", "broker")),
                script("crawler", farewell.replace("$0", "crawler")),
                script("trainer", farewell.replace("$0", "trainer")));
        supervisor.start();
        supervisor.awaitReady(LIMIT);
        var processes = supervisor.state().processes();

        // When
        supervisor.close();

        // Then
        assertThat(Files.readAllLines(ends)).hasSize(3).last().isEqualTo("broker");
        assertThat(processes)
                .allSatisfy(process -> assertThat(process.process().find()).isEmpty());
        assertThat(home.stateFile()).doesNotExist();
    }

    @Test
    void keepsTheLastWordsOfAProcessThatIsStopped() throws Exception {
        // Given
        var supervisor =
                supervise(script("broker", "trap 'echo flushing; echo flushed; exit 0' TERM; echo READY" + RUNS_ON));
        supervisor.start();
        supervisor.awaitReady(LIMIT);

        // When
        supervisor.close();

        // Then
        assertThat(Files.readString(home.logs().resolve("broker.log"))).endsWith("flushing\nflushed\n");
        assertThat(console()).doesNotContain("is lost");
    }

    @Test
    void killsWhatDoesNotListen() throws Exception {
        // Given
        var supervisor = supervise(script("broker", "trap '' TERM; echo READY" + RUNS_ON));
        supervisor.start();
        supervisor.awaitReady(LIMIT);
        var process = supervisor.state().process("broker").orElseThrow().process();

        // When
        supervisor.close();

        // Then
        assertThat(process.find()).isEmpty();
        assertThat(console()).contains("broker did not end");
    }

    @Test
    void componentsAreDeafToCtrlC() throws Exception {
        // Given
        try (var supervisor = supervise(script("broker", "echo READY" + RUNS_ON))) {
            supervisor.start();
            supervisor.awaitReady(LIMIT);
            var process = supervisor.state().process("broker").orElseThrow().process();

            // When
            int sent = new ProcessBuilder("/bin/sh", "-c", "kill -INT " + process.pid())
                    .start()
                    .waitFor();

            // Then
            assertThat(sent).isZero();
            process.find().orElseThrow().destroy();
            Waiting.until(
                    "it ended by the signal that it hears", () -> console().contains("exit code 143"));
        }
    }

    private Supervisor supervise(Component... components) {
        var console = new Console(
                new PrintStream(shown, true, StandardCharsets.UTF_8), new Console.Style(false, false, true));
        return new Supervisor(
                home,
                "127.0.0.1:1",
                List.of(components),
                EAGER,
                new Grace(Duration.ofSeconds(6), Duration.ofSeconds(6)),
                console,
                InstantSource.system());
    }

    private String console() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    private Component script(String name, String script) {
        return new Component(
                name,
                List.of("/bin/sh", "-c", script, home.mark()),
                Map.of(),
                0,
                Optional.empty(),
                new Readiness.Prints("READY"));
    }
}
