package dev.segue.search;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PgVectorsTest {

    private static PgLite postgres;
    private static int tables;

    @BeforeAll
    static void start() {
        postgres = PgLite.start();
    }

    @AfterAll
    static void stop() {
        if (postgres != null) {
            postgres.close();
        }
    }

    private static VectorIndex open(VectorSettings settings) {
        return PgVectors.open(postgres.connect(), "vectors" + tables++, VectorIndexContract.DIMENSION, settings);
    }

    @Nested
    class LookedAtOneByOne extends VectorIndexContract {
        @Override
        VectorIndex open() {
            return PgVectorsTest.open(VectorSettings.DEFAULTS);
        }
    }

    @Nested
    class AlongTheGraph extends VectorIndexContract {
        @Override
        VectorIndex open() {
            return PgVectorsTest.open(new VectorSettings(0, false, 16, 100, 100));
        }
    }

    @Test
    void refusesATableThatIsNone() throws SQLException {
        try (var connection = postgres.connect()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PgVectors.open(connection, "a; drop", 2, VectorSettings.DEFAULTS))
                    .withMessage("Table: expected lower-case letters, digits and '_', got 'a; drop'");
        }
    }
}
