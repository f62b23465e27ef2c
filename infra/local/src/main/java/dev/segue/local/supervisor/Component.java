package dev.segue.local.supervisor;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A process that the supervisor keeps running.
///
/// @param name short and unique; prefix of its log lines and name of its log file
/// @param command program and arguments; one of them is the home's mark
/// @param environment added to the supervisor's own
/// @param port it listens on
/// @param url base of its HTTP interface
/// @param readiness how it says that it is ready
public record Component(
        String name,
        List<String> command,
        Map<String, String> environment,
        int port,
        Optional<URI> url,
        Readiness readiness) {

    public Component {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /// How a process says that it is ready.
    public sealed interface Readiness {
        /// It answers this address with status 200.
        record Answers(URI address) implements Readiness {}

        /// It prints a line that begins so.
        record Prints(String prefix) implements Readiness {}
    }
}
