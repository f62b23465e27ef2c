package dev.segue.recommending.twostage;

import dev.segue.recommending.InnerProduct;

/// Vectors of items in a space of few dimensions.
///
/// @param dimension of the space
/// @param vectors `[items · dimension]`, zeros for an item without one; shared, never changed
public record FactorSpace(int dimension, float[] vectors) {

    /// The mean of some items, unit length; zeros when none of them has a vector.
    ///
    /// @param items those below 0 are passed over
    /// @param weights one an item
    float[] centre(int[] items, float[] weights) {
        float[] centre = new float[dimension];
        for (int i = 0; i < items.length; i++) {
            for (int d = 0; items[i] >= 0 && d < dimension; d++) {
                centre[d] += weights[i] * vectors[items[i] * dimension + d];
            }
        }
        double sum = 0;
        for (float value : centre) {
            sum += (double) value * value;
        }
        for (int d = 0; sum > 0 && d < dimension; d++) {
            centre[d] *= (float) (1 / Math.sqrt(sum));
        }
        return centre;
    }

    float dot(float[] query, int item) {
        return InnerProduct.of(query, 0, vectors, item * dimension, dimension);
    }
}
