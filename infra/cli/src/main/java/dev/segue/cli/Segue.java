package dev.segue.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.cli.app.Surroundings;
import dev.segue.cli.command.CommandFailure;
import dev.segue.cli.command.CompletionCommand;
import dev.segue.cli.command.CrawlCommand;
import dev.segue.cli.command.DoctorCommand;
import dev.segue.cli.command.DownCommand;
import dev.segue.cli.command.EvaluateCommand;
import dev.segue.cli.command.ExitCode;
import dev.segue.cli.command.ForgetCommand;
import dev.segue.cli.command.ImportCommand;
import dev.segue.cli.command.LeaderboardCommand;
import dev.segue.cli.command.MapCommand;
import dev.segue.cli.command.ModelsCommand;
import dev.segue.cli.command.Options;
import dev.segue.cli.command.ProbeCommand;
import dev.segue.cli.command.RecommendCommand;
import dev.segue.cli.command.ReplayCommand;
import dev.segue.cli.command.SearchCommand;
import dev.segue.cli.command.SimilarCommand;
import dev.segue.cli.command.StatsCommand;
import dev.segue.cli.command.StatusCommand;
import dev.segue.cli.command.StubCommand;
import dev.segue.cli.command.TrainCommand;
import dev.segue.cli.command.UpCommand;
import dev.segue.cli.command.VerifyCommand;
import dev.segue.cli.feeding.Pace;
import dev.segue.cli.http.ServiceFailure;
import dev.segue.verification.log.UnreadableLog;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `segue` command.
@Command(
        name = "segue",
        mixinStandardHelpOptions = true,
        versionProvider = Segue.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "A stream of playlists in, music recommendations out.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, or only part of it could be done",
            "2:the command line is not one",
            "3:no platform runs in this home",
            "4:another platform runs in this home",
            "5:the platform runs but cannot answer yet"
        },
        footer = {
            "",
            "The launcher itself adds: segue test [MAVEN-ARGUMENTS], which builds and tests everything.",
            "Environment: SEGUE_HOME, the default of --home; NO_COLOR; JAVA_HOME."
        })
public final class Segue implements Runnable {

    @Spec
    @Nullable
    private CommandSpec spec;

    private Segue() {}

    @Override
    public void run() {
        throw new ParameterException(spec == null ? new CommandLine(this) : spec.commandLine(), "Missing command");
    }

    /// Runs the command line and ends the process with its exit code.
    public static void main(String[] arguments) {
        System.exit(commandLine(Surroundings.ofThisProcess(), Pace.USUAL).execute(arguments));
    }

    /// The command with all its subcommands.
    static CommandLine commandLine(Surroundings surroundings, Pace pace) {
        var commandLine = new CommandLine(new Segue())
                .addSubcommand(new UpCommand(surroundings, pace))
                .addSubcommand(new DownCommand(surroundings))
                .addSubcommand(new StatusCommand(surroundings))
                .addSubcommand(new DoctorCommand(surroundings))
                .addSubcommand(new ImportCommand(surroundings, pace))
                .addSubcommand(CrawlCommand.withSubcommands(surroundings))
                .addSubcommand(new StubCommand(surroundings))
                .addSubcommand(new ForgetCommand(surroundings))
                .addSubcommand(new RecommendCommand(surroundings))
                .addSubcommand(new SimilarCommand(surroundings))
                .addSubcommand(new SearchCommand(surroundings))
                .addSubcommand(new ModelsCommand(surroundings))
                .addSubcommand(new TrainCommand(surroundings, pace).commandLine())
                .addSubcommand(new LeaderboardCommand(surroundings))
                .addSubcommand(new ProbeCommand(surroundings))
                .addSubcommand(new MapCommand(surroundings))
                .addSubcommand(new VerifyCommand(surroundings, pace))
                .addSubcommand(new ReplayCommand(surroundings))
                .addSubcommand(new StatsCommand(surroundings))
                .addSubcommand(new EvaluateCommand(surroundings))
                .addSubcommand(new CompletionCommand(surroundings));
        return commandLine
                .setOut(new PrintWriter(surroundings.out(), true, UTF_8))
                .setErr(new PrintWriter(surroundings.err(), true, UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(surroundings.colour() ? Ansi.ON : Ansi.OFF))
                .setExecutionExceptionHandler((thrown, line, parsed) -> fail(surroundings, thrown, line));
    }

    private static int fail(Surroundings surroundings, Exception thrown, CommandLine line) throws Exception {
        ExitCode exitCode =
                switch (thrown) {
                    case CommandFailure failure -> failure.exitCode();
                    case ServiceFailure failure -> failure.isPassing() ? ExitCode.NOT_READY : ExitCode.FAILED;
                    case UnreadableLog failure -> ExitCode.NOT_READY;
                    default -> throw thrown;
                };
        if (line.getCommandSpec().mixins().get(Options.NAME) != null && asksForJson(line)) {
            surroundings
                    .out()
                    .println(new JsonMapper()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(Map.of(
                                    "error", String.valueOf(thrown.getMessage()), "exitCode", exitCode.value())));
        } else {
            surroundings.err().println("segue: " + thrown.getMessage());
        }
        return exitCode.value();
    }

    private static boolean asksForJson(CommandLine line) {
        var parsed = line.getParseResult();
        return parsed != null && parsed.hasMatchedOption("--json");
    }

    /// The version the build wrote into the jar.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Segue.class.getPackage().getImplementationVersion();
            return new String[] {"segue " + (version == null ? "(not from its jar)" : version)};
        }
    }
}
