package dev.segue.cli.command;

import dev.segue.cli.app.Surroundings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
        return new CommandLine(new CrawlCommand(surroundings))
                .addSubcommand(new CrawlStatusCommand(surroundings))
                .addSubcommand(new CrawlPauseCommand(surroundings))
                .addSubcommand(new CrawlResumeCommand(surroundings));
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
