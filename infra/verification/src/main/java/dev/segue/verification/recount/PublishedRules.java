package dev.segue.verification.recount;

import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.CorpusFigures;
import dev.segue.schemas.avro.CorpusRules;
import dev.segue.schemas.avro.PlaylistStatistics;
import dev.segue.verification.log.RecordLog;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What the preprocessor says it was told: its filters and what a list of neighbours is.
///
/// @param minimumSaves fewest saves of a playlist whose saves are known
/// @param keepUnknownSaves whether playlists pass whose saves are not known
/// @param minimumTracks fewest different tracks
/// @param maximumTracks most different tracks
/// @param window largest difference of positions of two neighbours
/// @param neighbours most entries of a list
/// @param minimumPlaylists tracks in fewer playlists are neither listed nor neighbours
public record PublishedRules(
        long minimumSaves,
        boolean keepUnknownSaves,
        int minimumTracks,
        int maximumTracks,
        int window,
        int neighbours,
        int minimumPlaylists) {

    /// Those of a preprocessor that was told nothing.
    public static final PublishedRules DEFAULTS = new PublishedRules(15, true, 3, 5_000, 10, 100, 1);

    private static final String SCOPE = "corpus";

    /// Those that the newest numbers of the corpus were counted by; empty when none were told.
    public static Optional<PublishedRules> told(RecordLog log) {
        Wire<PlaylistStatistics> wire = Wire.of(Topics.PLAYLIST_STATISTICS.value());
        var last = new AtomicReference<@Nullable CorpusFigures>();
        log.read(Topics.PLAYLIST_STATISTICS.name(), record -> {
            byte[] key = record.key();
            byte[] value = record.value();
            if (key != null
                    && new String(key, StandardCharsets.UTF_8).equals(SCOPE)
                    && value != null
                    && wire.decode(value) instanceof Wire.Decoded.Read<PlaylistStatistics>(var statistics)) {
                last.set(statistics.getCorpus());
            }
        });
        CorpusFigures figures = last.get();
        return figures == null ? Optional.empty() : Optional.of(of(figures.getRules()));
    }

    private static PublishedRules of(CorpusRules rules) {
        return new PublishedRules(
                rules.getMinimumSaves(),
                rules.getKeepUnknownSaves(),
                rules.getMinimumTracks(),
                rules.getMaximumTracks(),
                rules.getWindow(),
                rules.getNeighbours(),
                rules.getMinimumPlaylists());
    }
}
