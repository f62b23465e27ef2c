package dev.segue.search;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The vectors of one model's tracks as a Lucene segment, made once a model and then linked into each of its snapshots.
/// Where there are few, every one is looked at and none is made.
///
/// @param folder of these alone; what an attempt that broke off left is gone on with
/// @param trackIds distinct; vector `i` is that of `trackIds[i]`
/// @param dimension of each vector
/// @param rows `[trackIds.size() * dimension]`, of unit length; shared, not copied
@SuppressWarnings("ArrayRecordComponent")
public record TrackSegments(Path folder, List<String> trackIds, int dimension, float[] rows, VectorSettings settings) {

    private static final long OF_THE_MODEL = 1;

    /// Beside the folder, while it is made: the vectors without a graph.
    private static final String WITHOUT_GRAPH = "-without-graph";

    /// Whether there are so many that segments are made.
    public boolean areMany() {
        return trackIds.size() > settings.exactUpTo();
    }

    /// Makes the segment unless it is there, on all cores, with the connections of [VectorSettings#writtenOnce]; at a
    /// million vectors it takes minutes.
    public void index() {
        if (!areMany() || isWhole()) {
            return;
        }
        FolderTree.delete(folder);
        Path staged = folder.resolveSibling(folder.getFileName() + WITHOUT_GRAPH);
        try (var rows = LuceneVectors.openWithoutGraph(staged, dimension, settings.writtenOnce())) {
            IntStream.range(0, trackIds.size())
                    .parallel()
                    .forEach(row -> rows.upsert(trackIds.get(row), row(row), OF_THE_MODEL));
            rows.commit();
            rows.refresh();
            rows.joinTo(folder);
        }
        FolderTree.delete(staged);
    }

    private boolean isWhole() {
        try (var index = LuceneVectors.open(folder, dimension, settings)) {
            return index.size() == trackIds.size();
        }
    }

    /// Links the segments into a snapshot, and finds how widely they are to be searched.
    ///
    /// @param snapshot folder of the snapshot
    /// @param exact looks at all vectors
    /// @param questions how many are asked
    /// @return what share of the ten nearest they find, see [VectorRecall#widening]; all where none are made
    public VectorRecall.Measured ship(Path snapshot, VectorRecall.Nearest exact, int questions) {
        if (!areMany()) {
            return VectorRecall.Measured.all(settings);
        }
        try (var index = LuceneVectors.open(folder, dimension, settings)) {
            index.linkTo(snapshot.resolve(IndexSnapshot.TRACK_VECTORS));
            int step = Math.max(1, trackIds.size() / questions);
            List<float[]> asked = IntStream.iterate(0, row -> row < trackIds.size(), row -> row + step)
                    .mapToObj(this::row)
                    .toList();
            return VectorRecall.widening(
                    settings, width -> (question, k) -> index.nearest(question, k, IdFilter.ALL, width), exact, asked);
        }
    }

    private float[] row(int row) {
        return Arrays.copyOfRange(rows, row * dimension, (row + 1) * dimension);
    }
}
