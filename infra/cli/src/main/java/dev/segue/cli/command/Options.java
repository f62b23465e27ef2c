package dev.segue.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Options that every subcommand has.
public final class Options {

    /// Under which subcommands mix them in.
    public static final String NAME = "common";

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Folder of the platform. Default: $$SEGUE_HOME, else .segue in the repository.")
    private Optional<Path> home = Optional.empty();

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli shows the help by itself
    private boolean help;

    Optional<Path> home() {
        return home;
    }

    boolean json() {
        return json;
    }
}
