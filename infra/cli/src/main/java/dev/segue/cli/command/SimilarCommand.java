package dev.segue.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.cli.app.Surroundings;
import dev.segue.cli.http.Service;
import dev.segue.domain.SegueException;
import dev.segue.lab.NearestTracks;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `segue similar`: the nearest tracks in the model's space.
@Command(name = "similar", description = "The tracks that the model puts nearest to a track.")
public final class SimilarCommand implements Callable<Integer> {

    private static final int SHOWN = 20;
    private static final int SHOWN_IN_FILES = 10;

    @Mixin(name = Options.NAME)
    private final Options options = new Options();

    @Parameters(paramLabel = "TRACK", description = "A track id, or a text to search it by.")
    private String track = "";

    @Option(names = "--limit", paramLabel = "N", description = "So many tracks. Default: 20, in files 10.")
    private Optional<Integer> limit = Optional.empty();

    @ArgGroup(exclusive = false, heading = "%nWithout a running platform, in the space of a bundle:%n")
    private @Nullable InFiles files;

    private final Surroundings surroundings;

    /// Where the bundle and the playlists are.
    static final class InFiles {

        @Option(
                names = "--bundle",
                paramLabel = "DIR",
                required = true,
                description = "Folder of a model's bundle, as `segue train MODEL --data` leaves it.")
        private Path bundle = Path.of("");

        @Option(
                names = "--data",
                paramLabel = "PATH",
                required = true,
                description = "Playlists in files, for names and for how far apart tracks stand.")
        private Path data = Path.of("");
    }

    public SimilarCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        var answering = new Answering(surroundings, options);
        if (files != null) {
            return near(answering, files);
        }
        Service recommender = answering.services().recommender();
        String id = Tracks.resolve(recommender, track, answering);
        JsonNode answer =
                recommender.get("/v1/tracks/" + Service.encoded(id) + "/similar?limit=" + limit.orElse(SHOWN));
        if (answering.json()) {
            answering.document(answer);
        } else {
            answer.path("items")
                    .forEach(item -> answering.line("%6.3f  %s"
                            .formatted(item.path("cosine").asDouble(), Tracks.describe(item.path("track")))));
        }
        return ExitCode.OK.value();
    }

    private int near(Answering answering, InFiles in) {
        Path here = surroundings.workingDirectory();
        List<NearestTracks.Near> nearest;
        try {
            nearest = NearestTracks.of(
                    track, limit.orElse(SHOWN_IN_FILES), here.resolve(in.bundle), here.resolve(in.data));
        } catch (SegueException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
        if (answering.json()) {
            var document = Answering.object();
            var items = document.putArray("items");
            for (NearestTracks.Near near : nearest) {
                var item = items.addObject();
                item.put("track", near.trackId()).put("title", near.title()).put("artist", near.artist());
                item.put("cosine", near.similarity()).put("playlists", near.playlists());
                if (near.playlists() > 0) {
                    item.put("distance", near.distance());
                }
            }
            answering.document(document);
        } else {
            nearest.forEach(
                    near -> answering.line("%6.3f  %s  (%s)".formatted(near.similarity(), name(near), together(near))));
        }
        return ExitCode.OK.value();
    }

    private static String name(NearestTracks.Near near) {
        return near.title().isEmpty()
                ? near.trackId()
                : "“" + near.title() + "” by " + near.artist() + ", " + near.trackId();
    }

    private static String together(NearestTracks.Near near) {
        return near.playlists() == 0
                ? "in no playlist with it"
                : String.format(Locale.ROOT, "%.1f places apart in %d playlists", near.distance(), near.playlists());
    }
}
