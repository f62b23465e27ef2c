package dev.segue.modelbundle;

/// How the vectors of a playlist's seeds become the vector of the playlist: an ONNX graph that serves, and the same
/// function in double precision that it is held to.
///
/// The contract of every graph: inputs `seed_vectors` float `[batch, seeds, dimension]`, in playlist order, and
/// `seed_weights` float `[batch, seeds]`; output `playlist_vector` float `[batch, dimension]` of unit length; batch and
/// seeds are free. A weight of 0 is padding and its vector is ignored as long as it is finite. No seeds give a finite
/// vector. Equal encodings give equal bytes.
public sealed interface PlaylistEncoding permits MeanEncoding, NextTrackEncoding, AggregatorEncoding {

    /// Name of the input of seed vectors.
    String SEED_VECTORS = "seed_vectors";

    /// Name of the input of seed weights.
    String SEED_WEIGHTS = "seed_weights";

    /// Name of the output.
    String PLAYLIST_VECTOR = "playlist_vector";

    /// What divisors are kept above.
    double EPSILON = 1e-6;

    /// The weighted mean of the seeds at unit length.
    static PlaylistEncoding mean(int dimension) {
        return new MeanEncoding(dimension);
    }

    /// Components of a vector.
    int dimension();

    /// The serialised graph.
    byte[] graph();

    /// The playlist vector before it is brought to unit length. Its length says how well its direction is defined:
    /// close to 0, rounding decides.
    ///
    /// @param vectors `[seeds · dimension]`, read, never kept
    /// @param weights `[seeds]`, read, never kept
    /// @return `[dimension]`, the caller's
    double[] direction(float[] vectors, float[] weights);

    /// The playlist vector, to which the graph is held.
    ///
    /// @param vectors `[seeds · dimension]`, read, never kept
    /// @param weights `[seeds]`, read, never kept
    /// @return `[dimension]`, the caller's
    default double[] reference(float[] vectors, float[] weights) {
        double[] direction = direction(vectors, weights);
        double divisor = Math.max(length(direction), EPSILON);
        for (int i = 0; i < direction.length; i++) {
            direction[i] /= divisor;
        }
        return direction;
    }

    /// The same in the precision that is served.
    default float[] encode(float[] vectors, float[] weights) {
        double[] reference = reference(vectors, weights);
        float[] rounded = new float[reference.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) reference[i];
        }
        return rounded;
    }

    /// Euclidean length.
    static double length(double[] vector) {
        double squares = 0;
        for (double component : vector) {
            squares += component * component;
        }
        return Math.sqrt(squares);
    }
}
