package dev.segue.cli.command;

import com.sun.management.OperatingSystemMXBean;
import dev.segue.cli.app.Surroundings;
import dev.segue.local.LoopbackPorts;
import dev.segue.local.supervisor.Home;
import dev.segue.local.supervisor.LeftOvers;
import dev.segue.local.supervisor.Platform;
import dev.segue.local.supervisor.RunState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `segue doctor`: whether this machine can run the platform, and what to do where it cannot.
@Command(
        name = "doctor",
        description = {"Check this machine, one line for each check.", "Exit code 1 when something must be mended."})
public final class DoctorCommand implements Callable<Integer> {

    private static final long GIBIBYTE = 1L << 30;
    private static final long MEMORY_NEEDED = 4 * GIBIBYTE;
    private static final long DISK_NEEDED = 2 * GIBIBYTE;
    private static final int JAVA_NEEDED = 25;
    /// Set by the launcher, which looks in more places than the PATH.
    private static final String MAVEN = "SEGUE_MAVEN";

    private static final Pattern MAVEN_VERSION = Pattern.compile("Apache Maven (\\d+)\\.(\\d+)[\\w.-]*");

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    private final Surroundings surroundings;

    public DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    private enum Verdict {
        OK,
        NOTE,
        FAIL
    }

    private record Finding(String check, Verdict verdict, String text) {}

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        Home home = answering.home();
        Optional<RunState> state = answering.state();
        boolean runs = state.flatMap(running -> running.supervisor().find()).isPresent();
        var findings = new ArrayList<Finding>();
        findings.add(java());
        findings.add(maven());
        findings.add(built());
        findings.add(memory());
        findings.add(disk(home));
        findings.add(writable(home));
        findings.add(port(state, runs));
        findings.add(processes(home, state, runs));

        if (answering.json()) {
            var array = Answering.object().putArray("checks");
            findings.forEach(finding -> array.addObject()
                    .put("check", finding.check())
                    .put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT))
                    .put("text", finding.text()));
            var document = Answering.object();
            document.set("checks", array);
            answering.document(document);
        } else {
            findings.forEach(finding -> answering.line("%-5s %-9s %s"
                    .formatted(finding.verdict().name().toLowerCase(Locale.ROOT), finding.check(), finding.text())));
        }
        boolean failed = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.FAIL);
        return (failed ? ExitCode.FAILED : ExitCode.OK).value();
    }

    private static Finding java() {
        var version = Runtime.version();
        String text = "%s, %s, %s %s"
                .formatted(
                        version,
                        System.getProperty("java.vendor"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
        return version.feature() >= JAVA_NEEDED
                ? new Finding("JDK", Verdict.OK, text)
                : new Finding("JDK", Verdict.FAIL, "expected " + JAVA_NEEDED + " or newer, got " + text);
    }

    private Finding maven() throws InterruptedException {
        String program = surroundings.environment().getOrDefault(MAVEN, "mvn");
        try {
            var builder = new ProcessBuilder(program, "-v").redirectErrorStream(true);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            var process = builder.start();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Finding("Maven", Verdict.NOTE, "mvn -v did not end within 20 s");
            }
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var matcher = MAVEN_VERSION.matcher(text);
            if (!matcher.find()) {
                return new Finding("Maven", Verdict.FAIL, "expected its version from mvn -v, got " + text.strip());
            }
            int major = Integer.parseInt(matcher.group(1));
            int minor = Integer.parseInt(matcher.group(2));
            return major > 3 || (major == 3 && minor >= 8)
                    ? new Finding("Maven", Verdict.OK, matcher.group())
                    : new Finding("Maven", Verdict.FAIL, "expected 3.8 or newer, got " + matcher.group());
        } catch (IOException e) {
            return new Finding("Maven", Verdict.FAIL, "mvn is not on the PATH: install Maven 3.8 or newer");
        }
    }

    private Finding built() {
        if (surroundings.repository().isEmpty()) {
            return new Finding("build", Verdict.FAIL, "the repository is not found: use its ./segue");
        }
        List<Path> missing = Platform.missing(surroundings.repository().get());
        return missing.isEmpty()
                ? new Finding("build", Verdict.OK, "all services are built")
                : new Finding("build", Verdict.NOTE, missing.size() + " services are not built yet; segue up does it");
    }

    private static Finding memory() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        String text = "%.1f GiB, %.1f GiB free; the platform takes up to 4 GiB"
                .formatted((double) total / GIBIBYTE, (double) system.getFreeMemorySize() / GIBIBYTE);
        return new Finding("memory", total >= MEMORY_NEEDED ? Verdict.OK : Verdict.FAIL, text);
    }

    private static Finding disk(Home home) {
        Path existing = home.root();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String text = "%.1f GiB free at %s".formatted((double) free / GIBIBYTE, existing);
            return free >= DISK_NEEDED
                    ? new Finding("disk", Verdict.OK, text)
                    : new Finding("disk", Verdict.FAIL, text + ", expected at least 2 GiB");
        } catch (IOException e) {
            return new Finding("disk", Verdict.FAIL, "the disk of " + existing + " cannot be asked: " + e);
        }
    }

    private static Finding writable(Home home) {
        try {
            Files.createDirectories(home.root());
            Files.delete(Files.createTempFile(home.root(), "doctor", ".tmp"));
            return new Finding("home", Verdict.OK, home.root() + " can be written");
        } catch (IOException e) {
            return new Finding("home", Verdict.FAIL, home.root() + " cannot be written: " + e);
        }
    }

    private static Finding port(Optional<RunState> state, boolean runs) {
        int usual = UpCommand.USUAL_PORT;
        boolean ours = runs
                && state.flatMap(running -> running.process("recommender"))
                        .filter(recommender -> recommender.port() == usual)
                        .isPresent();
        if (ours) {
            return new Finding("port", Verdict.OK, usual + " is this platform's");
        }
        return LoopbackPorts.isFree(usual)
                ? new Finding("port", Verdict.OK, usual + " is free")
                : new Finding("port", Verdict.NOTE, usual + " is taken; segue up takes another one");
    }

    private static Finding processes(Home home, Optional<RunState> state, boolean runs) {
        if (runs) {
            return new Finding("processes", Verdict.OK, "a platform runs in this home; see segue status");
        }
        var leftOvers = LeftOvers.find(home, state);
        return leftOvers.isEmpty()
                ? new Finding("processes", Verdict.OK, "none is left over")
                : new Finding(
                        "processes",
                        Verdict.NOTE,
                        leftOvers.size() + " outlived their supervisor: "
                                + String.join(
                                        ", ",
                                        leftOvers.stream()
                                                .map(LeftOvers.LeftOver::describe)
                                                .toList())
                                + "; segue up or segue down ends them");
    }
}
