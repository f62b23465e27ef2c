package dev.segue.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.segue.cli.app.Surroundings;
import dev.segue.cli.http.ServiceFailure;
import dev.segue.local.supervisor.ProcessIdentity;
import dev.segue.local.supervisor.RunState;
import dev.segue.local.supervisor.RunState.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `segue status`: what runs, and how current the answers are.
@Command(
        name = "status",
        description = {
            "Show the processes and how current the answers are.",
            "Exit code 0 when all is well, 1 when a process was given up, 3 when nothing runs, 5 while it starts or stops."
        })
public final class StatusCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    private final Surroundings surroundings;

    public StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        RunState state = answering.running();
        JsonNode recommender = recommenderStatus(state);
        if (answering.json()) {
            document(answering, state, recommender);
        } else {
            show(answering, state, recommender);
        }
        return exitCode(state).value();
    }

    private static ExitCode exitCode(RunState state) {
        return switch (state.phase()) {
            case READY -> ExitCode.OK;
            case STARTING, STOPPING -> ExitCode.NOT_READY;
            case FAILED -> ExitCode.FAILED;
        };
    }

    private static JsonNode recommenderStatus(RunState state) throws InterruptedException {
        try {
            return Answering.service(state, "recommender").get("/v1/status");
        } catch (ServiceFailure e) {
            return MissingNode.getInstance();
        }
    }

    private void document(Answering answering, RunState state, JsonNode recommender) {
        var document = Answering.object();
        document.put("home", answering.home().root().toString());
        document.put("phase", name(state.phase()));
        document.put("startedAt", state.startedAt().toString());
        document.put("bootstrapServers", state.bootstrapServers());
        document.put("supervisorPid", state.supervisor().pid());
        var processes = document.putArray("processes");
        for (Member member : state.processes()) {
            var process = processes.addObject();
            process.put("name", member.name());
            process.put("state", name(member.state()));
            process.put("port", member.port());
            process.put("url", member.url());
            process.put("restarts", member.restarts());
            process.put("note", member.note());
            ProcessIdentity identity = member.process();
            if (identity != null) {
                process.put("pid", identity.pid());
                process.put("startedAt", identity.startedAt().toString());
                residentBytes(identity.pid()).ifPresent(bytes -> process.put("residentBytes", bytes));
            }
        }
        document.set("recommender", recommender.isMissingNode() ? null : recommender);
        answering.document(document);
    }

    private void show(Answering answering, RunState state, JsonNode recommender) {
        answering.line("%s, %s for %s, Kafka on %s"
                .formatted(
                        answering.home().root(),
                        name(state.phase()),
                        duration(Duration.between(
                                state.startedAt(), surroundings.clock().instant())),
                        state.bootstrapServers()));
        long resident = 0;
        for (Member member : state.processes()) {
            ProcessIdentity identity = member.process();
            OptionalLong bytes = identity == null ? OptionalLong.empty() : residentBytes(identity.pid());
            resident += bytes.orElse(0);
            answering.line("  %-13s %-9s %8s %9s  %s%s"
                    .formatted(
                            member.name(),
                            name(member.state()),
                            identity == null ? "" : Long.toString(identity.pid()),
                            bytes.isPresent() ? (bytes.getAsLong() >> 20) + " MiB" : "",
                            member.url() == null ? "port " + member.port() : member.url(),
                            member.restarts() == 0 ? "" : ", started again " + member.restarts() + " times"));
            if (member.note() != null) {
                answering.line("                " + member.note());
            }
        }
        if (resident > 0) {
            answering.line("  together %,d MiB resident".formatted(resident >> 20));
        }
        if (recommender.isMissingNode()) {
            answering.line("The recommender does not answer");
        } else {
            answering.line("Answers from model %s and index %s, %,d playlists, %,d tracks, %s records behind"
                    .formatted(
                            recommender.path("modelVersion").asText("none"),
                            recommender.path("indexVersion").asText("none"),
                            recommender.path("playlists").asLong(),
                            recommender.path("tracks").asLong(),
                            recommender.path("lag").asText("?")));
        }
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String duration(Duration time) {
        return time.toHours() > 0
                ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
                : "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
    }

    /// Resident memory where the system tells it in a file; empty elsewhere.
    private static OptionalLong residentBytes(long pid) {
        Path file = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(file)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
