package dev.segue.recommending.twostage;

/// Vectors of items in a space of few dimensions.
///
/// @param dimension of the space
/// @param vectors `[items · dimension]`, zeros for an item without one; shared, never changed
public record FactorSpace(int dimension, float[] vectors) {

    /// Adds `weight` times the vector of an item to `sum`.
    void addTo(float[] sum, int item, float weight) {
        int at = item * dimension;
        for (int d = 0; d < dimension; d++) {
            sum[d] += weight * vectors[at + d];
        }
    }

    float dot(float[] query, int item) {
        return ItemFactors.dot(query, 0, vectors, item * dimension, dimension);
    }
}
