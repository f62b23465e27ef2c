package dev.segue.preprocessor.api;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.domain.TrackId;
import dev.segue.platform.ReadinessGate;
import dev.segue.preprocessor.counting.Anchor;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.counting.NeighbourRules;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/// `GET /v1/neighbours/{trackId}`: the tracks that share most playlists with a track, counted when asked. Every
/// instance holds all playlists, so any of them answers for any track.
@Path("/v1/neighbours")
@Produces(MediaType.APPLICATION_JSON)
public final class NeighboursResource {

    private final CountedCorpus corpus;
    private final ReadinessGate gate;

    NeighboursResource(CountedCorpus corpus, ReadinessGate gate) {
        this.corpus = corpus;
        this.gate = gate;
    }

    /// Exact as of `sourceOffsets`.
    ///
    /// @param window largest difference of positions; 0 means the whole playlist
    /// @param playlists that hold the track
    /// @param corpusPlaylists in all
    /// @param sourceOffsets by partition of the snapshots, the offset after the last one counted
    public record NeighbourList(
            String trackId,
            int window,
            int playlists,
            int corpusPlaylists,
            List<Entry> neighbours,
            List<Long> sourceOffsets) {}

    /// A neighbour.
    ///
    /// @param count playlists in which the two stand within the window
    /// @param playlists that hold it
    public record Entry(String trackId, int count, int playlists, double cosine, double lift, double pmi) {}

    @GET
    @Path("/{trackId}")
    public NeighbourList neighbours(
            @PathParam("trackId") String trackId,
            @QueryParam("window") @DefaultValue("10") int window,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        requireBetween("window", window, 0, 10_000);
        requireBetween("limit", limit, 1, NeighbourRules.LONGEST);
        if (!gate.isOpen()) {
            throw new SegueException(ErrorCode.NOT_READY, "Counts are not at hand: waiting for " + gate.unmet());
        }
        return corpus.neighbours(new TrackId(trackId).value(), window, limit)
                .map(anchor -> list(anchor, window))
                .orElseThrow(
                        () -> new SegueException(ErrorCode.NOT_FOUND, "No clean playlist holds the track " + trackId));
    }

    private static NeighbourList list(Anchor anchor, int window) {
        return new NeighbourList(
                anchor.trackId(),
                window,
                anchor.playlists(),
                anchor.corpusPlaylists(),
                anchor.neighbours().stream()
                        .map(neighbour -> new Entry(
                                neighbour.trackId(),
                                neighbour.count(),
                                neighbour.playlists(),
                                anchor.cosine(neighbour),
                                anchor.lift(neighbour),
                                anchor.pmi(neighbour)))
                        .toList(),
                anchor.sourceOffsets());
    }

    private static void requireBetween(String parameter, int value, int least, int most) {
        if (value < least || value > most) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST, parameter + ": expected " + least + " to " + most + ", got " + value);
        }
    }
}
