package dev.segue.recommending;

/// Factors of tracks with which a playlist's own are found: those that explain its tracks as held and, with little
/// weight, all others as not held.
///
/// @param dimension of the factors
/// @param factors `[tracks · dimension]`, zeros for a track without; shared, never changed
/// @param gram `[dimension · dimension]`, Σ over all tracks of their factors' outer product times the weight of what
///     is not held; shared, never changed
/// @param ridge times `held^RIDGE_EXPONENT` is added to a playlist's diagonal
/// Source: Hu, Koren, Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", ICDM 2008; conjugate
/// gradients: Takács, Pilászy, Tikk, "Applications of the conjugate gradient method for implicit feedback
/// collaborative filtering", RecSys 2011.
public record ItemFactors(int dimension, float[] factors, float[] gram, float ridge) {

    /// How much stronger the ridge is for what is held by or holds more.
    public static final double RIDGE_EXPONENT = .5;

    private static final int STEPS = 10;

    /// The factors of a playlist.
    ///
    /// @param seeds its tracks
    /// @param weights of the seeds, above 0
    public float[] foldIn(int[] seeds, float[] weights) {
        float[] solution = new float[dimension];
        improve(factors, gram, ridge, seeds, weights, solution, 0, STEPS);
        return solution;
    }

    /// Moves one row of factors closer to the least squares solution by conjugate gradients.
    ///
    /// @param others factors of what the row holds
    /// @param gram of all others, times the weight of what is not held
    /// @param held ordinals among the others
    /// @param weights one a held, above 0
    /// @param rows improved in place from `at` on
    /// @param steps each costs dimension² + 2 · held · dimension multiplications
    public static void improve(
            float[] others, float[] gram, float ridge, int[] held, float[] weights, float[] rows, int at, int steps) {
        int f = (int) Math.sqrt(gram.length);
        float[] residual = new float[f];
        float total = 0;
        for (int i = 0; i < held.length; i++) {
            total += weights[i];
            addScaled(residual, weights[i], others, held[i] * f);
        }
        float diagonal = (float) (ridge * Math.pow(Math.max(1, total), RIDGE_EXPONENT));
        float[] solution = new float[f];
        System.arraycopy(rows, at, solution, 0, f);
        float[] product = new float[f];
        multiply(others, gram, diagonal, held, weights, solution, product);
        for (int i = 0; i < f; i++) {
            residual[i] -= product[i];
        }
        float[] direction = residual.clone();
        float size = InnerProduct.of(residual, 0, residual, 0, f);
        for (int step = 0; step < steps && size > 1e-12f; step++) {
            multiply(others, gram, diagonal, held, weights, direction, product);
            float length = size / InnerProduct.of(direction, 0, product, 0, f);
            for (int i = 0; i < f; i++) {
                solution[i] += length * direction[i];
                residual[i] -= length * product[i];
            }
            float next = InnerProduct.of(residual, 0, residual, 0, f);
            float turn = next / size;
            for (int i = 0; i < f; i++) {
                direction[i] = residual[i] + turn * direction[i];
            }
            size = next;
        }
        System.arraycopy(solution, 0, rows, at, f);
    }

    /// `(gram + Σ weight · y yᵀ + diagonal · I) · x`.
    private static void multiply(
            float[] others, float[] gram, float diagonal, int[] held, float[] weights, float[] x, float[] product) {
        int f = x.length;
        for (int i = 0; i < f; i++) {
            product[i] = diagonal * x[i];
        }
        for (int i = 0; i < f; i++) {
            addScaled(product, x[i], gram, i * f);
        }
        for (int i = 0; i < held.length; i++) {
            addScaled(product, weights[i] * InnerProduct.of(x, 0, others, held[i] * f, f), others, held[i] * f);
        }
    }

    private static void addScaled(float[] sum, float factor, float[] vectors, int at) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * vectors[at + i];
        }
    }
}
