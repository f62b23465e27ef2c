package dev.segue.indexer.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.segue.domain.InputOffsets;
import dev.segue.indexer.building.Indexer;
import dev.segue.schemas.avro.IndexRelease;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `GET /v1/indexes/current`: the index on offer, and what the next one waits for.
@Path("/v1/indexes")
@Produces(MediaType.APPLICATION_JSON)
public final class IndexesResource {

    private final Indexer indexer;

    public IndexesResource(Indexer indexer) {
        this.indexer = indexer;
    }

    /// The answer.
    ///
    /// @param index announced last; absent before the first
    /// @param doing for people: what is being waited for or done
    /// @param asOf up to where playlists and catalogue were read: topic to partition to next offset
    /// @param playlists in the live content
    /// @param changedPlaylists since the index was taken
    /// @param refusedModels ids of models whose bundle did not hold
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Current(
            @Nullable Index index,
            String doing,
            Map<String, Map<Integer, Long>> asOf,
            int playlists,
            int changedPlaylists,
            List<String> refusedModels) {}

    /// An announced index.
    public record Index(
            String indexId,
            String modelId,
            int playlists,
            int tracks,
            long bytes,
            String location,
            String manifestSha256,
            String codeVersion,
            Instant createdAt,
            Map<String, Map<String, Long>> inputOffsets) {}

    @GET
    @Path("/current")
    public Current current() {
        Indexer.Status status = indexer.status();
        IndexRelease release = status.current();
        InputOffsets offsets = status.offsets();
        return new Current(
                release == null ? null : index(release),
                status.doing(),
                offsets.byTopic(),
                status.playlists(),
                status.changedPlaylists(),
                status.refusedModels());
    }

    private static Index index(IndexRelease release) {
        return new Index(
                release.getIndexId(),
                release.getModelId(),
                release.getPlaylists(),
                release.getTracks(),
                release.getBytes(),
                release.getLocation(),
                release.getManifestSha256(),
                release.getCodeVersion(),
                release.getCreatedAt(),
                release.getInputOffsets());
    }
}
