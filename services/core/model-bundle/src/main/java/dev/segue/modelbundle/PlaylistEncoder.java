package dev.segue.modelbundle;

import dev.segue.domain.SegueException;
import java.nio.file.Path;
import java.util.List;

/// The loaded graph of a [PlaylistEncoding]. Safe for use by many threads.
final class PlaylistEncoder implements AutoCloseable {

    private final int dimension;
    private final GraphSession session;

    private PlaylistEncoder(int dimension, GraphSession session) {
        this.dimension = dimension;
        this.session = session;
    }

    /// Loads a graph into a session of its own.
    ///
    /// @param model serialised graph
    /// @param file where it came from, for messages
    /// @throws SegueException with [ErrorCode#MODEL_REFUSED] when it does not load or has other inputs and outputs
    static PlaylistEncoder load(byte[] model, Path file, int dimension) {
        return new PlaylistEncoder(
                dimension,
                GraphSession.load(
                        model,
                        file,
                        List.of(
                                new GraphSession.Tensor(PlaylistEncoding.SEED_VECTORS, -1, -1, dimension),
                                new GraphSession.Tensor(PlaylistEncoding.SEED_WEIGHTS, -1, -1)),
                        new GraphSession.Tensor(PlaylistEncoding.PLAYLIST_VECTOR, -1, dimension)));
    }

    /// Encodes a batch of playlists.
    ///
    /// @param vectors `[batch · seeds · dimension]`, read, never kept
    /// @param weights `[batch · seeds]`, read, never kept
    /// @return `[batch · dimension]`, the caller's
    float[] run(float[] vectors, float[] weights, int batch, int seeds) {
        return session.run(
                batch * dimension,
                new GraphSession.Input(PlaylistEncoding.SEED_VECTORS, vectors, batch, seeds, dimension),
                new GraphSession.Input(PlaylistEncoding.SEED_WEIGHTS, weights, batch, seeds));
    }

    @Override
    public void close() {
        session.close();
    }
}
