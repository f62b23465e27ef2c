package dev.segue.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.cli.app.Surroundings;
import dev.segue.cli.http.Service;
import dev.segue.cli.http.Services;
import dev.segue.local.supervisor.Home;
import dev.segue.local.supervisor.LeftOvers;
import dev.segue.local.supervisor.RunState;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;

/// A subcommand's own view of its surroundings: where the platform is, and how to answer.
final class Answering {

    private static final JsonMapper JSON = new JsonMapper();

    private final Surroundings surroundings;
    private final Options options;

    Answering(Surroundings surroundings, Options options) {
        this.surroundings = surroundings;
        this.options = options;
    }

    Home home() {
        return surroundings.home(options.home());
    }

    boolean json() {
        return options.json();
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /// An answer for people.
    void line(String text) {
        surroundings.out().println(text);
    }

    /// The answer for programs, all of it.
    void document(JsonNode document) {
        try {
            surroundings.out().println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree can always be written", e);
        }
    }

    /// Something beside the answer.
    void aside(String text) {
        surroundings.err().println(text);
    }

    /// What runs in the home, if its supervisor lives.
    ///
    /// @throws CommandFailure NOT_RUNNING otherwise; the message tells of processes that outlived it
    RunState running() {
        Optional<RunState> state = state();
        if (state.isPresent() && state.get().supervisor().find().isPresent()) {
            return state.get();
        }
        int leftOver = LeftOvers.find(home(), state).size();
        throw new CommandFailure(
                ExitCode.NOT_RUNNING,
                "No platform runs in " + home().root() + "; `segue up` starts one"
                        + (leftOver == 0
                                ? ""
                                : ". " + leftOver + " processes outlived its supervisor; `segue down` ends them"));
    }

    /// What the home's state file says.
    Optional<RunState> state() {
        try {
            return RunState.read(home().stateFile());
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    Services services() {
        return services(running());
    }

    static Services services(RunState state) {
        return new Services(
                service(state, "crawler"),
                service(state, "preprocessor"),
                service(state, "trainer"),
                service(state, "recommender"));
    }

    static Service service(RunState state, String name) {
        String url = state.process(name).map(RunState.Member::url).orElse(null);
        if (url == null) {
            throw new CommandFailure(ExitCode.FAILED, "The running platform has no " + name);
        }
        return new Service(name, URI.create(url));
    }

    /// A line that is written over on a terminal, and left out elsewhere.
    Progress progress() {
        return new Progress(surroundings.err(), surroundings.terminal());
    }

    /// One line of progress.
    static final class Progress implements Consumer<String>, AutoCloseable {

        private static final String ERASE = "\r\u001B[2K";

        private final PrintStream out;
        private final boolean terminal;
        private boolean shown;

        Progress(PrintStream out, boolean terminal) {
            this.out = out;
            this.terminal = terminal;
        }

        @Override
        public void accept(String line) {
            if (terminal) {
                out.print(ERASE + line);
                out.flush();
                shown = !line.isEmpty();
            }
        }

        @Override
        public void close() {
            if (shown) {
                out.print(ERASE);
                out.flush();
            }
        }
    }
}
