package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `segue completion`: the completion script of bash and zsh.
@Command(
        name = "completion",
        description = {"Print the completion script for bash and zsh.", "Use: source <(segue completion)"})
public final class CompletionCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli shows the help by itself
    private boolean help;

    @Spec
    @Nullable
    private CommandSpec spec;

    private final Surroundings surroundings;

    public CompletionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("A command that runs has its specification");
        }
        surroundings.out().print(AutoComplete.bash("segue", spec.root().commandLine()));
        surroundings.out().flush();
        return ExitCode.OK.value();
    }
}
