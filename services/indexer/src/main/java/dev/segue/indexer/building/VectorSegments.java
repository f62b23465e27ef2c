package dev.segue.indexer.building;

import dev.segue.corpus.Corpus;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.modelbundle.ModelBundle;
import dev.segue.modelbundle.TrackVectors;
import dev.segue.recommending.VectorModel;
import dev.segue.recommending.VectorSpace;
import dev.segue.search.FolderTree;
import dev.segue.search.IdFilter;
import dev.segue.search.IndexSnapshot;
import dev.segue.search.LuceneVectors;
import dev.segue.search.PlaylistPlaces;
import dev.segue.search.TrackSegments;
import dev.segue.search.VectorIndex;
import dev.segue.search.VectorRecall;
import dev.segue.search.VectorSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The vectors of one model's tracks, and of the playlists it places, as Lucene segments that grow from snapshot to
/// snapshot: the next one links those that stayed. Where there are few, every one is looked at and none are shipped.
///
/// What is kept belongs to the model it was made for and is thrown away with the next one. It may be lost. For one
/// thread.
final class VectorSegments implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VectorSegments.class);
    private static final String TRACKS = "tracks";
    private static final String PLAYLISTS = "playlists";
    private static final int QUESTIONS = 200;

    private final Path folder;
    private final VectorSettings settings;
    private final IndexerMetrics metrics;
    private @Nullable Placed placed;

    /// The playlists of one model, open from snapshot to snapshot.
    private static final class Placed implements AutoCloseable {
        private final String modelDigest;
        private final LuceneVectors index;
        private final PlaylistPlaces places;
        private VectorModel model;

        Placed(String modelDigest, LuceneVectors index, VectorModel model) {
            this.modelDigest = modelDigest;
            this.index = index;
            this.model = model;
            this.places = new PlaylistPlaces(index, tracks -> this.model.place(tracks));
        }

        @Override
        public void close() {
            index.close();
        }
    }

    /// @param folder of this alone
    VectorSegments(Path folder, VectorSettings settings, IndexerMetrics metrics) {
        this.folder = folder;
        this.settings = settings;
        this.metrics = metrics;
    }

    /// How vectors are indexed.
    VectorSettings settings() {
        return settings;
    }

    /// Does what takes long while the content goes on changing: indexes the tracks, and places most playlists.
    ///
    /// @param modelDigest of the model's manifest
    /// @param content held for moments only
    void prepare(String modelDigest, ModelBundle bundle, Corpus corpus, Lock content) {
        keepOnly(modelDigest);
        tracks(modelDigest, bundle.vectors()).index();
        Placed playlists = locked(content, () -> placed(modelDigest, bundle, corpus));
        if (playlists != null) {
            int[][] held = locked(content, corpus::held);
            int written = playlists.places.refresh(
                    held,
                    playlist -> locked(content, () -> corpus.playlistId(playlist)),
                    id -> locked(content, () -> corpus.playlistOrdinal(id)));
            LOG.info("Placed {} playlists, {} have a place", written, playlists.index.size());
        }
    }

    /// Brings the segments up to the corpus, which must not change meanwhile, and links them into a snapshot.
    ///
    /// @param snapshot folder of the snapshot
    /// @return what share of the nearest they find
    /// @throws SegueException `INTERNAL` when that is too little; the segments are then thrown away
    VectorRecall write(String modelDigest, ModelBundle bundle, Corpus corpus, Path snapshot) {
        keepOnly(modelDigest);
        VectorRecall recall = VectorRecall.of(
                recall(modelDigest, bundle.vectors(), snapshot),
                playlists(modelDigest, bundle, corpus, snapshot.resolve(IndexSnapshot.PLAYLIST_VECTORS)),
                settings);
        metrics.recall(TRACKS, recall.tracks());
        metrics.recall(PLAYLISTS, recall.playlists());
        if (!(recall.least() >= VectorRecall.FLOOR)) {
            close();
            FolderTree.delete(folder.resolve(modelDigest));
            metrics.snapshotRefused();
            throw new SegueException(
                    ErrorCode.INTERNAL,
                    "The index is refused: expected recall@10 of at least " + VectorRecall.FLOOR + ", got "
                            + recall.tracks() + " of the tracks' vectors and " + recall.playlists()
                            + " of the playlists'; the vectors are indexed anew");
        }
        return recall;
    }

    private TrackSegments tracks(String modelDigest, TrackVectors vectors) {
        return new TrackSegments(
                folder(modelDigest, TRACKS), vectors.trackIds(), vectors.dimension(), vectors.rows(), settings);
    }

    private VectorRecall.Measured recall(String modelDigest, TrackVectors vectors, Path snapshot) {
        VectorSpace oracle = VectorSpace.of(ordinals(vectors.size()), vectors.dimension(), vectors.rows());
        return tracks(modelDigest, vectors)
                .ship(snapshot, (question, k) -> named(oracle.nearest(question, k, row -> true), vectors), QUESTIONS);
    }

    private VectorRecall.Measured playlists(String modelDigest, ModelBundle bundle, Corpus corpus, Path target) {
        Placed playlists = placed(modelDigest, bundle, corpus);
        if (playlists == null) {
            return VectorRecall.Measured.all(settings);
        }
        playlists.places.refresh(corpus.held(), corpus::playlistId, corpus::playlistOrdinal);
        LuceneVectors index = playlists.index;
        index.linkTo(target);
        var questions = new ArrayList<float[]>();
        int step = Math.max(1, index.size() / QUESTIONS);
        int[] at = {0};
        index.forEach((id, vector) -> {
            if (at[0]++ % step == 0) {
                questions.add(vector.clone());
            }
        });
        return VectorRecall.widening(
                settings,
                width -> (question, k) -> index.nearest(question, k, IdFilter.ALL, width),
                index::nearestExactly,
                questions);
    }

    /// @return null where the playlists are few enough to look at each
    private @Nullable Placed placed(String modelDigest, ModelBundle bundle, Corpus corpus) {
        if (corpus.playlists() <= settings.exactUpTo()) {
            return null;
        }
        TrackVectors vectors = bundle.vectors();
        var space = VectorSpace.of(corpus.internTracks(vectors.trackIds()), vectors.dimension(), vectors.rows());
        var model = new VectorModel(space, bundle::encode);
        Placed open = placed;
        if (open == null || !open.modelDigest.equals(modelDigest)) {
            close();
            open = new Placed(
                    modelDigest,
                    LuceneVectors.open(folder(modelDigest, PLAYLISTS), vectors.dimension(), settings),
                    model);
            placed = open;
        }
        open.model = model;
        return open;
    }

    private Path folder(String modelDigest, String what) {
        return folder.resolve(modelDigest).resolve(what);
    }

    private static <T> T locked(Lock content, Supplier<T> work) {
        content.lock();
        try {
            return work.get();
        } finally {
            content.unlock();
        }
    }

    /// Lets go of the files.
    @Override
    public void close() {
        Placed open = placed;
        placed = null;
        if (open != null) {
            open.close();
        }
    }

    private static List<VectorIndex.Near> named(VectorSpace.Nearest nearest, TrackVectors vectors) {
        var named = new ArrayList<VectorIndex.Near>();
        for (int i = 0; i < nearest.tracks().length; i++) {
            named.add(new VectorIndex.Near(vectors.trackIds().get(nearest.tracks()[i]), nearest.cosines()[i]));
        }
        return named;
    }

    private static int[] ordinals(int size) {
        int[] ordinals = new int[size];
        Arrays.setAll(ordinals, i -> i);
        return ordinals;
    }

    private void keepOnly(String modelDigest) {
        if (placed != null && !placed.modelDigest.equals(modelDigest)) {
            close();
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> models = Files.list(folder)) {
                models.filter(model -> !model.endsWith(modelDigest)).forEach(FolderTree::delete);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot list " + folder, e);
            }
        }
    }
}
