package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.stubupstreams.Catalogue;
import dev.segue.stubupstreams.FaultPlan;
import dev.segue.stubupstreams.StubServer;
import dev.segue.stubupstreams.Upstream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `segue stub`: a stand-in for a live source.
@Command(
        name = "stub",
        description = {
            "Stand in for a live source: the same pages, quotas and errors, from a made-up catalogue that changes.",
            "Runs until it is stopped. GET /stub/catalogue and /stub/requests tell what it holds and what it was asked."
        })
public final class StubCommand implements Callable<Integer> {

    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Pattern QUOTA = Pattern.compile("(\\d{1,6})/(\\d{1,4})s");

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Parameters(paramLabel = "SOURCE", description = "deezer, listenbrainz, spotify or musicbrainz.")
    private String source = "";

    @Option(names = "--port", paramLabel = "P", description = "Where to listen. Default: any that is free.")
    private int port;

    @Option(names = "--playlists", paramLabel = "N", description = "In the catalogue. Default: ${DEFAULT-VALUE}.")
    private int playlists = 2_000;

    @Option(names = "--tracks", paramLabel = "N", description = "In the catalogue. Default: ${DEFAULT-VALUE}.")
    private int tracks = 20_000;

    @Option(
            names = "--curators",
            paramLabel = "N",
            description = "In the catalogue. Default: a fifth of the playlists.")
    private Optional<Integer> curators = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "Of all that looks random. Default: ${DEFAULT-VALUE}.")
    private long seed = 7;

    @Option(
            names = "--week",
            paramLabel = "SECONDS",
            description = "What a week of changes takes, after which nothing changes any more. Default: a week.")
    private long week = WEEK.toSeconds();

    @Option(names = "--faults", paramLabel = "SHARE", description = "Of the answers are wrong, 0 to 1. Default: 0.")
    private double faults;

    @Option(
            names = "--quota",
            paramLabel = "N/Ts",
            description = "More requests in a stretch of T seconds are refused.")
    private Optional<String> quota = Optional.empty();

    private final Surroundings surroundings;

    public StubCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Upstream upstream;
        try {
            upstream = Upstream.named(source);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "SOURCE: " + e.getMessage());
        }
        require(playlists >= 1, "--playlists", "1 or more", playlists);
        require(tracks >= 1, "--tracks", "1 or more", tracks);
        require(week >= 1, "--week", "1 or more", week);
        require(faults >= 0 && faults <= 1, "--faults", "0 to 1", faults);
        int owners = curators.orElse(Math.max(1, playlists / 5));
        require(owners >= 1, "--curators", "1 or more", owners);
        var catalogue = new Catalogue(new Catalogue.Plan(seed, playlists, tracks, owners, START, WEEK));
        try (var stub = StubServer.start(upstream, catalogue, clock(), port)) {
            stub.faults(faults == 0 ? FaultPlan.NONE : FaultPlan.share(faults, seed));
            quota.ifPresent(text -> stub.quota(quota(text)));
            new Answering(surroundings, options)
                    .line("%s with %,d playlists at %s".formatted(source, playlists, stub.base()));
            surroundings.out().flush();
            new CountDownLatch(1).await();
        }
        return ExitCode.OK.value();
    }

    private InstantSource clock() {
        Instant begun = surroundings.clock().instant();
        double speed = (double) WEEK.toSeconds() / week;
        return () -> {
            Duration passed = Duration.between(begun, surroundings.clock().instant());
            long millis = (long) Math.min(WEEK.toMillis(), passed.toMillis() * speed);
            return START.plusMillis(millis);
        };
    }

    private static StubServer.Quota quota(String text) {
        var parts = QUOTA.matcher(text);
        if (!parts.matches()) {
            throw new CommandFailure(ExitCode.USAGE, "--quota: expected requests and seconds as 50/5s, got " + text);
        }
        return new StubServer.Quota(
                Integer.parseInt(parts.group(1)), Duration.ofSeconds(Long.parseLong(parts.group(2))));
    }

    private static void require(boolean holds, String option, String expected, Object got) {
        if (!holds) {
            throw new CommandFailure(ExitCode.USAGE, option + ": expected " + expected + ", got " + got);
        }
    }
}
