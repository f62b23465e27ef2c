package dev.segue.search;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Vectors in a table of Postgres with the extension pgvector, found along its HNSW graph: for those who run a Postgres
/// already and have more vectors than one node wants to hold.
///
/// The table is `id text, version bigint, embedding vector(dimension)`; a row without an embedding is a delete. Writes
/// are committed and visible at once. The connection is this index's alone: calls take turns on it.
///
/// A failing database surfaces as [PostgresFailed].
public final class PgVectors implements VectorIndex {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,50}");
    /// What pgvector takes for `hnsw.ef_search`.
    private static final int MOST_CANDIDATES = 1000;

    private final Connection connection;
    private final String table;
    private final int dimension;
    private final VectorSettings settings;
    /// As of the last refresh: counting reads the whole table.
    private int vectors;

    /// The database did not do what was asked.
    public static final class PostgresFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PostgresFailed(String what, SQLException cause) {
            super("Postgres: cannot " + what + ": " + cause.getMessage(), cause);
        }
    }

    private PgVectors(Connection connection, String table, int dimension, VectorSettings settings) {
        this.connection = connection;
        this.table = table;
        this.dimension = dimension;
        this.settings = settings;
    }

    /// Opens a table, and makes it, its graph and the extension where they are missing.
    ///
    /// @param connection handed over, closed with this
    /// @param table lower-case letters, digits and `_`
    /// @throws IllegalArgumentException for another name
    public static PgVectors open(Connection connection, String table, int dimension, VectorSettings settings) {
        if (!NAME.matcher(table).matches()) {
            throw new IllegalArgumentException(
                    "Table: expected lower-case letters, digits and '_', got '" + table + "'");
        }
        var index = new PgVectors(connection, table, dimension, settings);
        index.run("open " + table, statement -> {
            statement.execute("CREATE EXTENSION IF NOT EXISTS vector");
            statement.execute("CREATE TABLE IF NOT EXISTS " + table
                    + " (id text PRIMARY KEY, version bigint NOT NULL, embedding vector(" + dimension + "))");
            statement.execute("CREATE INDEX IF NOT EXISTS " + table + "_graph ON " + table
                    + " USING hnsw (embedding vector_ip_ops) WITH (m = " + settings.connections()
                    + ", ef_construction = " + Math.clamp(settings.buildWidth(), 2 * settings.connections(), 1000)
                    + ")");
            statement.execute("SET hnsw.iterative_scan = strict_order");
            return table;
        });
        index.refresh();
        return index;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public synchronized boolean upsert(String id, float[] vector, long version) {
        return write(id, text(UnitVectors.of(id, vector, dimension)), version);
    }

    @Override
    public synchronized boolean delete(String id, long version) {
        return write(id, null, version);
    }

    private boolean write(String id, @Nullable String vector, long version) {
        String sql = "INSERT INTO " + table + " AS held (id, version, embedding) VALUES (?, ?, ?::vector)"
                + " ON CONFLICT (id) DO UPDATE SET version = excluded.version, embedding = excluded.embedding"
                + " WHERE held.version < excluded.version";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id);
            statement.setLong(2, version);
            statement.setString(3, vector);
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new PostgresFailed("write " + id, e);
        }
    }

    /// Counts, to choose the way of searches; writes are visible already.
    @Override
    public synchronized void refresh() {
        vectors = size();
    }

    @Override
    public synchronized List<Near> nearest(float[] vector, int k, IdFilter filter) {
        ArrayVectors.requireCount(k);
        String question = text(UnitVectors.of("the question", vector, dimension));
        if (k == 0) {
            return List.of();
        }
        boolean only =
                switch (filter) {
                    case IdFilter.Only _ -> true;
                    case IdFilter.Except _ -> false;
                };
        Set<String> ids =
                switch (filter) {
                    case IdFilter.Only(Set<String> these) -> these;
                    case IdFilter.Except(Set<String> others) -> others;
                };
        boolean few = only || vectors <= settings.exactUpTo();
        run("choose the way", statement -> {
            statement.execute("SET enable_indexscan = " + (few ? "off" : "on"));
            statement.execute("SET hnsw.ef_search = " + Math.clamp(k, settings.searchWidth(), MOST_CANDIDATES));
            return few;
        });
        // The operator is the negative inner product; of unit vectors that is the cosine.
        String sql = "SELECT id, -(embedding <#> ?::vector) FROM " + table + " WHERE embedding IS NOT NULL"
                + (only ? " AND id = ANY(?)" : ids.isEmpty() ? "" : " AND id <> ALL(?)")
                + " ORDER BY embedding <#> ?::vector LIMIT ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            statement.setString(at++, question);
            if (only || !ids.isEmpty()) {
                Array array = connection.createArrayOf("text", ids.toArray());
                statement.setArray(at++, array);
            }
            statement.setString(at++, question);
            statement.setInt(at, k);
            var nearest = new ArrayList<Near>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    nearest.add(new Near(rows.getString(1), rows.getFloat(2)));
                }
            }
            return List.copyOf(nearest);
        } catch (SQLException e) {
            throw new PostgresFailed("search " + table, e);
        }
    }

    @Override
    public synchronized long watermark() {
        return number("SELECT coalesce(max(version), -1) FROM " + table);
    }

    @Override
    public synchronized int size() {
        return (int) number("SELECT count(*) FROM " + table + " WHERE embedding IS NOT NULL");
    }

    private long number(String sql) {
        return run("count " + table, statement -> {
            try (ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new PostgresFailed("close", e);
        }
    }

    private interface Work<T> {
        T on(Statement statement) throws SQLException;
    }

    private <T> T run(String what, Work<T> work) {
        try (Statement statement = connection.createStatement()) {
            return work.on(statement);
        } catch (SQLException e) {
            throw new PostgresFailed(what, e);
        }
    }

    private static String text(float[] vector) {
        var text = new StringBuilder(vector.length * 12).append('[');
        for (int i = 0; i < vector.length; i++) {
            text.append(i == 0 ? "" : ",").append(vector[i]);
        }
        return text.append(']').toString();
    }
}
