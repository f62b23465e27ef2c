package dev.segue.recommender.serving;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.InputOffsets;
import dev.segue.domain.SegueException;
import dev.segue.recommender.live.LiveCorpus;
import dev.segue.recommending.NearestTracks;
import dev.segue.recommending.VectorModel;
import dev.segue.recommending.VectorSpace;
import dev.segue.search.FolderTree;
import dev.segue.search.LuceneVectors;
import dev.segue.search.PlaylistPlaces;
import dev.segue.search.ShippedGraph;
import dev.segue.search.VectorIndex.Near;
import dev.segue.search.VectorSettings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The vector indexes of one release at work: its tracks along the shipped graph where they are many, and the live
/// playlists, which begin with those shipped and are kept up. In a folder of its own, gone when it is closed.
final class ServedVectors implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServedVectors.class);

    /// Tracks asked for beyond those wanted, since some will not be accepted: so many, and a share of those wanted. A
    /// search that asks for few is the faster for it.
    private static final int SLACK = 10;

    private static final int SLACK_SHARE = 4;

    /// A search that found too few to accept is done again for so many times as many, and where that is a good share of
    /// all, all are looked at.
    private static final int WIDEN = 4;

    private static final int LARGE_SHARE = 4;

    /// Questions that all vectors are looked at for, how many nearest are wanted, and what share must be
    /// found. Of so few answers a graph that finds 98 in 100 hardly ever misses more.
    private static final int COMPARED = 4;

    private static final int NEAREST = 10;

    /// Shipped vectors that are compared with the model's.
    private static final int SAMPLED = 100;

    private static final double LEAST_FOUND = .8;
    private static final float ROUNDING = 1e-5f;

    private final Path folder;
    private final Optional<ShippedGraph> tracks;
    private final Path playlists;
    private final int dimension;
    private final VectorSettings settings;
    private @Nullable LuceneVectors opened;
    private volatile @Nullable PlaylistPlaces places;
    /// For the thread that places: nothing changed while the offsets are these.
    private @Nullable InputOffsets placedAt;

    private boolean closed;

    /// @param folder of this release alone
    /// @param tracks empty where all are looked at
    /// @param playlists folder of those that were shipped; missing where none were
    ServedVectors(Path folder, Optional<ShippedGraph> tracks, Path playlists, int dimension, VectorSettings settings) {
        this.folder = folder;
        this.tracks = tracks;
        this.playlists = playlists;
        this.dimension = dimension;
        this.settings = settings;
    }

    /// How the nearest tracks are found.
    ///
    /// @param space whose rows the graph was opened with
    NearestTracks nearestTracks(VectorSpace space) {
        return tracks.<NearestTracks>map(
                        shipped -> (query, k, accept) -> alongTheGraph(shipped, space, query, k, accept))
                .orElse(space::nearest);
    }

    /// Compares some of the shipped vectors with the model's, and what the graph finds for a few questions with the
    /// nearest of all: whether it finds enough was measured before it was released, but not that it is of this
    /// model.
    ///
    /// @param trackOfRow ordinals of the model's tracks
    /// @throws SegueException `ARTEFACT_CORRUPT` when vectors are others, or it finds hardly any of the nearest
    void requireOf(VectorSpace space, int[] trackOfRow) {
        if (tracks.isEmpty()) {
            return;
        }
        tracks.get().sample(SAMPLED, (row, vector) -> {
            float cosine = space.cosine(vector, space.trackOf(row));
            // Written so that NaN fails it as well.
            if (!(cosine >= 1 - ROUNDING)) {
                throw new SegueException(
                        ErrorCode.ARTEFACT_CORRUPT,
                        "Vectors in " + folder + ": expected the model's, got one at a cosine of " + cosine + " in row "
                                + row);
            }
        });
        NearestTracks graph = nearestTracks(space);
        int found = 0;
        int wanted = 0;
        for (int question = 0; question < Math.min(COMPARED, trackOfRow.length); question++) {
            float[] place = new float[dimension];
            space.copy(trackOfRow[(int) ((long) question * trackOfRow.length / COMPARED)], place, 0);
            float[] exact = space.nearest(place, NEAREST, track -> true).cosines();
            int[] tried = graph.nearest(place, NEAREST, track -> true).tracks();
            found += (int) Arrays.stream(tried)
                    .filter(track ->
                            space.contains(track) && space.cosine(place, track) >= exact[exact.length - 1] - ROUNDING)
                    .count();
            wanted += exact.length;
        }
        if (found < LEAST_FOUND * wanted) {
            throw new SegueException(
                    ErrorCode.ARTEFACT_CORRUPT,
                    "Vectors in " + folder + ": expected at least " + LEAST_FOUND + " of the " + wanted
                            + " tracks nearest to some of the model's, got " + found);
        }
    }

    private static VectorSpace.Nearest alongTheGraph(
            ShippedGraph shipped, VectorSpace space, float[] query, int k, IntPredicate accept) {
        int[] tracks = new int[k];
        float[] cosines = new float[k];
        for (int asked = k + SLACK + k / SLACK_SHARE; asked < shipped.size() / LARGE_SHARE; asked *= WIDEN) {
            ShippedGraph.Found found =
                    shipped.nearest((rows, count, into) -> space.cosines(query, rows, count, into), asked);
            int accepted = 0;
            for (int i = 0; i < found.rows().length && accepted < k; i++) {
                int track = space.trackOf(found.rows()[i]);
                if (Float.isFinite(found.cosines()[i]) && accept.test(track)) {
                    tracks[accepted] = track;
                    cosines[accepted++] = found.cosines()[i];
                }
            }
            if (accepted == k) {
                return new VectorSpace.Nearest(tracks, cosines);
            }
        }
        return space.nearest(query, k, accept);
    }

    /// Live playlists near a place, as of the last [#place].
    List<Near> near(float[] place, int k) {
        PlaylistPlaces placed = places;
        return placed == null ? List.of() : placed.nearest(place, k);
    }

    /// Places the playlists that changed. One thread at a time, which may take long the first time.
    void place(VectorModel model, LiveCorpus live) {
        PlaylistPlaces placed = places(model);
        InputOffsets now = live.read(live::offsets);
        if (placed != null && !now.equals(placedAt)) {
            int[][] held = live.read(() -> live.corpus().held());
            placed.refresh(
                    held,
                    playlist -> live.read(() -> live.corpus().playlistId(playlist)),
                    id -> live.read(() -> live.corpus().playlistOrdinal(id)));
            placedAt = now;
        }
    }

    private synchronized @Nullable PlaylistPlaces places(VectorModel model) {
        if (places == null && !closed) {
            LuceneVectors index = LuceneVectors.open(playlists, dimension, settings);
            opened = index;
            places = new PlaylistPlaces(index, model::place);
        }
        return places;
    }

    @Override
    public synchronized void close() {
        closed = true;
        tracks.ifPresent(ShippedGraph::close);
        if (opened != null) {
            opened.close();
        }
        try {
            FolderTree.delete(folder);
        } catch (UncheckedIOException e) {
            // The next start empties the folder above it.
            LOG.warn("{} could not be deleted", folder, e);
        }
    }
}
