package dev.segue.recommending.twostage;

/// Solves by the inverse, made once.
///
/// Memory: 4 · playlists² bytes; a solution costs as many multiplications as there are playlists for every entry of b
/// that is not 0. Immutable.
///
/// @param rows of `(K + λI)⁻¹`; shared, never changed
record InverseKernel(float[][] rows) implements KernelSolver {

    @Override
    public float[] solve(float[] right, int without) {
        float[] product = new float[rows.length];
        for (int i = 0; i < right.length; i++) {
            addRow(i, right[i], product);
        }
        if (without >= 0) {
            // What is left after eliminating its row and column.
            addRow(without, -product[without] / rows[without][without], product);
            product[without] = 0;
        }
        return product;
    }

    private void addRow(int playlist, float factor, float[] sums) {
        if (factor != 0) {
            float[] row = rows[playlist];
            for (int j = 0; j < sums.length; j++) {
                sums[j] += factor * row[j];
            }
        }
    }
}
