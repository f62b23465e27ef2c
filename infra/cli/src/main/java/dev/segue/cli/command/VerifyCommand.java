package dev.segue.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.cli.app.Surroundings;
import dev.segue.cli.feeding.Pace;
import dev.segue.cli.http.Service;
import dev.segue.cli.http.ServiceFailure;
import dev.segue.local.supervisor.RunState;
import dev.segue.verification.NegativeControls;
import dev.segue.verification.Stillness;
import dev.segue.verification.Verifier;
import dev.segue.verification.check.Acknowledged;
import dev.segue.verification.check.Finding;
import dev.segue.verification.check.Finding.Verdict;
import dev.segue.verification.check.Invariant;
import dev.segue.verification.check.Question;
import dev.segue.verification.check.Question.Reply;
import dev.segue.verification.log.KafkaLog;
import dev.segue.verification.recount.History;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `segue verify`: whether everything the platform says follows from the raw topic.
@Command(
        name = "verify",
        description = {
            "Recount the raw topic and compare everything the platform publishes and answers with it.",
            "Waits until the platform rests. Exit code 0 when all that could be compared holds, 1 when something does"
                    + " not, 3 when nothing runs, 5 when the platform does not answer or does not rest."
        })
public final class VerifyCommand implements Callable<Integer> {

    private static final Pattern ACKNOWLEDGED = Pattern.compile("(\\d{1,9})[\\s,@]+(\\d{1,18})(?:[\\s,]+(\\S+))?");
    private static final int ATTEMPTS = 3;

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Mixin
    private final TopicOptions topics = new TopicOptions();

    @Mixin
    private final RuleOptions rules = new RuleOptions();

    @Option(
            names = "--negative-controls",
            description = "Also put faults between the topics and the verifier, each of which it must notice.")
    private boolean negativeControls;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "Tracks whose every publication is looked at and that services are asked for. Default: 200.")
    private int sample = 200;

    @Option(
            names = "--catalogue",
            paramLabel = "FILE",
            description = "Ids of all playlists the sources have, one a line: the raw topic must have these.")
    private Optional<Path> catalogue = Optional.empty();

    @Option(
            names = "--acknowledged",
            paramLabel = "FILE",
            description = "Raw records that were acknowledged, one a line as PARTITION OFFSET [ID].")
    private Optional<Path> acknowledged = Optional.empty();

    @Option(
            names = "--preprocessor",
            paramLabel = "URL",
            description = "Ask this preprocessor. Default: that of the platform in the home.")
    private Optional<URI> preprocessor = Optional.empty();

    @Option(
            names = "--recommender",
            paramLabel = "URL",
            description = "Ask this recommender. Default: that of the platform in the home.")
    private Optional<URI> recommender = Optional.empty();

    @Option(
            names = "--artefacts",
            paramLabel = "DIR",
            description = "Root of the artefact store. Default: that of the platform in the home.")
    private Optional<Path> artefacts = Optional.empty();

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "How long to wait until the platform rests. Default: 300.")
    private int patience = 300;

    private final Surroundings surroundings;
    private final Pace pace;

    public VerifyCommand(Surroundings surroundings, Pace pace) {
        this.surroundings = surroundings;
        this.pace = pace;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        if (sample < 0 || patience < 0) {
            throw new CommandFailure(ExitCode.USAGE, "--sample and --patience: expected 0 or more");
        }
        long start = System.nanoTime();
        try (KafkaLog log = topics.open(surroundings, answering);
                var progress = answering.progress()) {
            Question asked = asking("preprocessor", preprocessor, answering);
            Inquirer inquirer = inquirer(log, asked, answering);
            var stillness = new Stillness(log, asked, pace.rest(), progress);
            Verifier.Report report = atRest(log, stillness, inquirer, progress);
            var findings = new ArrayList<>(report.findings());
            if (negativeControls) {
                findings.addAll(new NegativeControls(log, report.history(), progress).run());
            }
            progress.close();
            ExitCode exitCode = exitCode(findings);
            var took = Duration.ofNanos(System.nanoTime() - start);
            if (answering.json()) {
                answering.document(document(report.history(), findings, exitCode, took));
            } else {
                show(answering, report.history(), findings, exitCode, took);
            }
            return exitCode.value();
        }
    }

    /// Asks by the rules that are told when the platform rests.
    @FunctionalInterface
    private interface Inquirer {
        Verifier.Inquiry inquiry();
    }

    private Inquirer inquirer(KafkaLog log, @Nullable Question asked, Answering answering) {
        Question answers = asking("recommender", recommender, answering);
        Optional<Path> artefactStore = store(answering);
        List<Acknowledged> seen = readAcknowledged();
        Optional<Set<String>> ids = readCatalogue();
        return () -> new Verifier.Inquiry(rules.rules(log), sample, asked, answers, artefactStore, seen, ids);
    }

    /// What is compared must be of one moment: when something moved meanwhile, it is done again.
    private Verifier.Report atRest(KafkaLog log, Stillness stillness, Inquirer inquirer, Consumer<String> progress)
            throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            if (stillness.await(Duration.ofSeconds(patience)) instanceof Stillness.Rest.NotFound(String why)) {
                throw new CommandFailure(
                        ExitCode.NOT_READY, "The platform did not rest within " + patience + " s: " + why);
            }
            Verifier.Report report = new Verifier(inquirer.inquiry(), progress).verify(log);
            if (stillness.lasts()) {
                return report;
            }
            if (attempt == ATTEMPTS) {
                throw new CommandFailure(
                        ExitCode.NOT_READY,
                        "The platform did not rest long enough to be read, " + ATTEMPTS
                                + " times: pause the crawler and try again");
            }
        }
    }

    private @Nullable Question asking(String name, Optional<URI> named, Answering answering) {
        if (named.isPresent()) {
            return asking(new Service(name, named.get()));
        }
        if (topics.isElsewhere()) {
            return null;
        }
        RunState state = answering.running();
        return asking(Answering.service(state, name));
    }

    private static Question asking(Service service) {
        return path -> {
            try {
                return new Reply.Said(service.get(path));
            } catch (ServiceFailure e) {
                return e.status() == 404 ? new Reply.NotFound() : new Reply.Refused(String.valueOf(e.getMessage()));
            }
        };
    }

    private Optional<Path> store(Answering answering) {
        if (artefacts.isPresent()) {
            return artefacts.map(surroundings.workingDirectory()::resolve);
        }
        return topics.isElsewhere()
                ? Optional.empty()
                : Optional.of(answering.home().artefacts());
    }

    private Optional<Set<String>> readCatalogue() {
        return catalogue.map(file -> {
            var ids = new HashSet<String>();
            lines("--catalogue", file).forEach(line -> ids.add(line.strip()));
            return ids;
        });
    }

    private List<Acknowledged> readAcknowledged() {
        var records = new ArrayList<Acknowledged>();
        acknowledged.ifPresent(file -> lines("--acknowledged", file).forEach(line -> {
            var matcher = ACKNOWLEDGED.matcher(line.strip());
            if (!matcher.matches()) {
                throw new CommandFailure(
                        ExitCode.USAGE, "--acknowledged " + file + ": expected PARTITION OFFSET [ID], got " + line);
            }
            records.add(new Acknowledged(
                    Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)), matcher.group(3)));
        }));
        return records;
    }

    private List<String> lines(String option, Path file) {
        Path path = surroundings.workingDirectory().resolve(file);
        try {
            return Files.readAllLines(path).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, option + ": expected a file of text, got " + path + ": " + e);
        }
    }

    /// All that was compared holds, and something was.
    private static ExitCode exitCode(List<Finding> findings) {
        boolean failed = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.FAILED);
        boolean compared = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.OK);
        return failed || !compared ? ExitCode.FAILED : ExitCode.OK;
    }

    private static ObjectNode document(History history, List<Finding> findings, ExitCode exitCode, Duration took) {
        var document = Answering.object();
        document.put("ok", exitCode == ExitCode.OK);
        document.put("seconds", took.toMillis() / 1000.0);
        long[] end = history.end();
        document.put("rawRecords", history.records());
        document.put("playlists", history.playlists(end));
        document.put("corpusSha256", history.corpusSha256(end));
        var list = document.putArray("findings");
        for (Finding finding : findings) {
            var node = list.addObject();
            node.put("invariant", finding.invariant().name());
            node.put("promise", finding.invariant().promise());
            node.put("compared", finding.compared());
            node.put("verdict", word(finding.verdict()));
            node.put("equal", finding.equal());
            node.put("different", finding.different());
            finding.examples().forEach(node.putArray("examples")::add);
            finding.notes().forEach(node.putArray("notes")::add);
        }
        return document;
    }

    private void show(Answering answering, History history, List<Finding> findings, ExitCode exitCode, Duration took) {
        Invariant shown = null;
        for (Finding finding : findings) {
            if (finding.invariant() != shown) {
                shown = finding.invariant();
                answering.line(shown + "  " + shown.promise());
            }
            answering.line(
                    "    %s  %s  %s".formatted(coloured(finding.verdict()), figures(finding), finding.compared()));
            finding.examples().forEach(example -> answering.line("             ≠ " + example));
            finding.notes().forEach(note -> answering.line("             · " + note));
        }
        answering.line("%,d raw records, %,d clean playlists; %d of %d comparisons hold, %d skipped; %.1f s"
                .formatted(
                        history.records(),
                        history.playlists(history.end()),
                        count(findings, Verdict.OK),
                        findings.size() - count(findings, Verdict.SKIPPED),
                        count(findings, Verdict.SKIPPED),
                        took.toMillis() / 1000.0));
        if (exitCode != ExitCode.OK) {
            answering.line(
                    count(findings, Verdict.FAILED) == 0 ? "Nothing could be compared" : "The platform is NOT right");
        }
    }

    private static String figures(Finding finding) {
        return switch (finding.verdict()) {
            case SKIPPED -> "%11s".formatted("");
            case OK -> "%,11d".formatted(finding.equal());
            case FAILED -> "%,11d of %,d differ:".formatted(finding.different(), finding.different() + finding.equal());
        };
    }

    private String coloured(Verdict verdict) {
        String padded = "%-7s".formatted(word(verdict));
        String style =
                switch (verdict) {
                    case OK -> "fg(green)";
                    case FAILED -> "bold,fg(red)";
                    case SKIPPED -> "faint";
                };
        return surroundings.colour() ? Ansi.ON.string("@|" + style + " " + padded + "|@") : padded;
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case OK -> "ok";
            case FAILED -> "FAILED";
            case SKIPPED -> "skipped";
        };
    }

    private static long count(List<Finding> findings, Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }
}
