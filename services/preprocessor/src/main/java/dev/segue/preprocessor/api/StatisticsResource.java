package dev.segue.preprocessor.api;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.platform.ReadinessGate;
import dev.segue.preprocessor.counting.CountedCorpus;
import dev.segue.preprocessor.stream.Backlog;
import dev.segue.preprocessor.stream.CommittedStatistics;
import dev.segue.preprocessor.stream.Identity;
import dev.segue.preprocessor.stream.PlaylistStreams;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;

/// `GET /v1/statistics`: what became of every snapshot, what is held, and what is still to be done.
@Path("/v1/statistics")
@Produces(MediaType.APPLICATION_JSON)
public final class StatisticsResource {

    private final CommittedStatistics statistics;
    private final Backlog backlog;
    private final PlaylistStreams streams;
    private final CountedCorpus corpus;
    private final Identity identity;
    private final ReadinessGate gate;

    StatisticsResource(
            CommittedStatistics statistics,
            Backlog backlog,
            PlaylistStreams streams,
            CountedCorpus corpus,
            Identity identity,
            ReadinessGate gate) {
        this.statistics = statistics;
        this.backlog = backlog;
        this.streams = streams;
        this.corpus = corpus;
        this.identity = identity;
        this.gate = gate;
    }

    /// What is told. Counts are committed; an import whose last snapshot lies before `inputOffsets` is in them.
    ///
    /// @param outcomes snapshots by outcome; their sum is the snapshots read
    /// @param reasons filtered and rejected snapshots by reason
    /// @param playlists clean ones held now
    /// @param entries track entries in them
    /// @param tracks of the catalogue, as far as this instance owns them
    /// @param inputOffsets by partition of the snapshots, the next one to be read
    /// @param lag snapshots not in these counts yet, aliases not known to this instance and tasks of it
    ///     that have not applied those it knows, and clean playlists not in its postings; 0 when there is
    ///     none
    /// @param pendingEdits what owners of tracks were sent and have not read yet; 0 when there is nothing
    /// @param pendingNeighbours tracks of this instance whose changed neighbours are not published yet
    public record Statistics(
            Map<String, Long> outcomes,
            Map<String, Long> reasons,
            long playlists,
            long entries,
            int tracks,
            Map<Integer, Long> inputOffsets,
            long lag,
            long pendingEdits,
            int pendingNeighbours) {}

    /// The figures of the later stages are taken after those of the earlier, so that three zeros mean that all is
    /// done.
    @GET
    public Statistics statistics() {
        if (!gate.isOpen() || !statistics.isCaughtUp()) {
            throw new SegueException(
                    ErrorCode.NOT_READY, "The statistics are not known yet: waiting for " + gate.unmet());
        }
        var total = statistics.total();
        long lag = backlog.snapshots(total.inputOffsets())
                + backlog.aliases(streams.aliasPosition())
                + identity.tasksBehind();
        lag += backlog.playlists(streams.position());
        long edits = backlog.edits();
        return new Statistics(
                total.outcomes(),
                total.reasons(),
                total.playlists(),
                total.entries(),
                corpus.catalogueTracks(),
                total.inputOffsets(),
                lag,
                edits,
                corpus.pending());
    }
}
