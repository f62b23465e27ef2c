package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import dev.segue.cli.http.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `segue crawl`: what live sources are looked at for.
@Command(
        name = "crawl",
        description = {
            "Look at live sources for keywords, users or playlists, now and from now on.",
            "Without a contact (SEGUE_CRAWLER_LIVE_CONTACT) the crawler asks no live source."
        },
        footer = {"", "Example: segue crawl --source deezer --keywords \"reggae, late night jazz\" --limit 100"})
public final class CrawlCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Option(names = "--source", paramLabel = "S", description = "listenbrainz, deezer or spotify.")
    private String source = "";

    @Option(names = "--keywords", paramLabel = "WORDS", description = "Keywords, commas between.")
    private Optional<String> keywords = Optional.empty();

    @Option(names = "--users", paramLabel = "IDS", description = "Users as the source names them, commas between.")
    private Optional<String> users = Optional.empty();

    @Option(
            names = "--playlists",
            paramLabel = "IDS",
            description = "Playlists as the source names them, commas between.")
    private Optional<String> playlists = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "Most playlists of each keyword or user.")
    private Optional<Integer> limit = Optional.empty();

    private final Surroundings surroundings;

    private CrawlCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /// The command with its subcommands.
    public static CommandLine withSubcommands(Surroundings surroundings) {
        return new CommandLine(new CrawlCommand(surroundings)).addSubcommand(new CrawlStatusCommand(surroundings));
    }

    @Command(name = "pause", description = "Stop asking a live source, over restarts too.")
    int pause(
            @Mixin Options switching,
            @Parameters(paramLabel = "SOURCE", description = "listenbrainz, deezer, spotify or musicbrainz.")
                    String paused)
            throws InterruptedException {
        return command(switching, paused, "pause", " is not asked any more");
    }

    @Command(name = "resume", description = "Go on asking a live source.")
    int resume(
            @Mixin Options switching,
            @Parameters(paramLabel = "SOURCE", description = "listenbrainz, deezer, spotify or musicbrainz.")
                    String resumed)
            throws InterruptedException {
        return command(switching, resumed, "resume", " is asked again");
    }

    private int command(Options given, String whom, String what, String outcome) throws InterruptedException {
        var answering = new Answering(surroundings, given);
        var accepted =
                answering.services().crawler().post("/v1/crawls/" + Service.encoded(whom) + "/" + what, Map.of());
        if (answering.json()) {
            answering.document(accepted);
        } else {
            answering.line(whom + outcome);
        }
        return ExitCode.OK.value();
    }

    @Override
    public Integer call() throws InterruptedException {
        var wish = new LinkedHashMap<String, Object>();
        if (source.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "expected --source or a subcommand: status, pause, resume");
        }
        wish.put("source", source);
        keywords.ifPresent(text -> wish.put("keywords", list(text)));
        users.ifPresent(text -> wish.put("users", list(text)));
        playlists.ifPresent(text -> wish.put("playlists", list(text)));
        if (wish.size() == 1) {
            throw new CommandFailure(ExitCode.USAGE, "expected --keywords, --users or --playlists, got none of them");
        }
        limit.ifPresent(number -> {
            if (number < 1) {
                throw new CommandFailure(ExitCode.USAGE, "--limit: expected 1 or more, got " + number);
            }
            wish.put("limit", number);
        });
        var answering = new Answering(surroundings, options);
        var accepted = answering.services().crawler().post("/v1/crawls", wish);
        if (answering.json()) {
            answering.document(accepted);
        } else {
            answering.line("%d accepted of %s; `segue crawl status` shows how it goes"
                    .formatted(accepted.path("entries").asInt(), source));
        }
        return ExitCode.OK.value();
    }

    private static List<String> list(String text) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
