package dev.segue.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricInverseTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 128, 129, 300})
    void timesTheMatrixIsTheIdentity(int n) {
        // Given
        float[][] matrix = positiveDefinite(n);
        float[][] inverse = new float[n][];
        for (int i = 0; i < n; i++) {
            inverse[i] = matrix[i].clone();
        }

        // When
        SymmetricInverse.invert(inverse);

        // Then: floats carry seven digits, and the matrix is well conditioned
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += (double) matrix[i][k] * inverse[k][j];
                }
                assertThat(sum).isCloseTo(i == j ? 1 : 0, within(1e-3));
            }
        }
    }

    @Test
    void refusesAMatrixThatIsNotPositiveDefinite() {
        // Given
        float[][] matrix = {{1, 2}, {2, 1}};

        // When // Then
        assertThatThrownBy(() -> SymmetricInverse.invert(matrix)).hasMessageContaining("positive definite");
    }

    private static float[][] positiveDefinite(int n) {
        var random = new Random(n);
        float[][] matrix = new float[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = random.nextFloat() / n;
                matrix[j][i] = matrix[i][j];
            }
            matrix[i][i] += 2;
        }
        return matrix;
    }
}
