package dev.segue.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.cli.app.Surroundings;
import dev.segue.verification.Replay;
import dev.segue.verification.log.KafkaLog;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `segue replay`: the counts of an earlier time.
@Command(
        name = "replay",
        description = {
            "Rebuild the counts as they were at a point of the raw topic.",
            "Exit code 0 when they are certain, 1 when compaction removed records that may have counted."
        })
public final class ReplayCommand implements Callable<Integer> {

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Mixin
    private final TopicOptions topics = new TopicOptions();

    @Mixin
    private final RuleOptions rules = new RuleOptions();

    @Option(
            names = "--until",
            paramLabel = "POINT",
            required = true,
            description =
                    "p0:123,p1:99 by partition, one offset for all partitions, or a time as 2026-11-22T12:00:00Z.")
    private String until = "";

    @Option(names = "--track", paramLabel = "ID", description = "Also show the neighbours of this track. Repeatable.")
    private List<String> tracks = List.of();

    @Option(names = "--top", paramLabel = "N", description = "How many neighbours. Default: 10.")
    private int top = 10;

    private final Surroundings surroundings;

    public ReplayCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var answering = new Answering(surroundings, options);
        if (top < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--top: expected 1 or more, got " + top);
        }
        Replay replay;
        try (KafkaLog log = topics.open(surroundings, answering);
                var progress = answering.progress()) {
            long[] point = Replay.until(log, until)
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.USAGE,
                            "--until: expected p0:123,p1:99 with partitions there are, an offset or a time as"
                                    + " 2026-11-22T12:00:00Z, got " + until));
            progress.accept("recounting the raw topic");
            replay = Replay.of(log, rules.rules(log), point);
        }
        if (answering.json()) {
            answering.document(document(replay));
        } else {
            show(answering, replay);
        }
        return (replay.isCertain() ? ExitCode.OK : ExitCode.FAILED).value();
    }

    private ObjectNode document(Replay replay) {
        var document = Answering.object();
        document.put("until", replay.point());
        document.put("certain", replay.isCertain());
        document.put("rawRecords", replay.records());
        document.put("offsetsWithoutRecord", replay.absent());
        document.put("playlistsMaybeMissing", replay.maybeMissing());
        document.put("playlists", replay.playlists());
        document.put("entries", replay.entries());
        document.put("tracks", replay.tracks());
        document.put("pairs", replay.pairs());
        document.put("corpusSha256", replay.corpusSha256());
        var list = document.putArray("neighbours");
        for (String track : tracks) {
            var of = list.addObject().put("trackId", track);
            var near = of.putArray("neighbours");
            replay.neighbours(track, top).orElse(List.of()).forEach(neighbour -> near.addObject()
                    .put("trackId", neighbour.trackId())
                    .put("count", neighbour.count())
                    .put("playlists", neighbour.playlists()));
        }
        return document;
    }

    private void show(Answering answering, Replay replay) {
        answering.line("Until %s: %,d raw records".formatted(replay.point(), replay.records()));
        answering.line("  %,d clean playlists, %,d entries, %,d tracks, %,d pairs"
                .formatted(replay.playlists(), replay.entries(), replay.tracks(), replay.pairs()));
        answering.line("  SHA-256 of the corpus: " + replay.corpusSha256());
        for (String track : tracks) {
            answering.line(track);
            var neighbours = replay.neighbours(track, top);
            if (neighbours.isEmpty()) {
                answering.line("  no clean playlist ever held it");
            }
            neighbours
                    .orElse(List.of())
                    .forEach(near -> answering.line(
                            "  %,6d  %s, in %,d playlists".formatted(near.count(), near.trackId(), near.playlists())));
        }
        if (!replay.isCertain()) {
            answering.line(
                    "NOT certain: %,d offsets before this point carry no record any more, for compaction keeps the newest"
                            .formatted(replay.absent()));
            answering.line(
                    "  of each playlist: %,d playlists are known that may have been there in a version that is gone"
                            .formatted(replay.maybeMissing()));
        }
    }
}
