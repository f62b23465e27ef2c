package dev.segue.cli.corpus;

import dev.segue.schemas.Topics;
import dev.segue.schemas.Wire;
import dev.segue.schemas.avro.IndexRelease;
import dev.segue.statistics.PairSimilarity;
import dev.segue.verification.log.RecordLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Track vectors of the newest index, as cosine similarity. They were trained on all playlists of their time.
public final class ModelVectors implements PairSimilarity {

    private static final String TRACKS = "tracks.txt";
    private static final String VECTORS = "vectors.f32";
    private static final int NONE = -1;

    private final String modelId;
    private final float[] rows;
    private final int dimension;
    private final int[] rowOf;

    private ModelVectors(String modelId, float[] rows, int dimension, int[] rowOf) {
        this.modelId = modelId;
        this.rows = rows;
        this.dimension = dimension;
        this.rowOf = rowOf;
    }

    /// The vectors of the newest index on offer; empty when there is none in the store.
    ///
    /// @param trackIds by track number
    /// @throws IOException when its files are there and cannot be read
    public static Optional<ModelVectors> newest(RecordLog log, Path store, List<String> trackIds) throws IOException {
        Wire<IndexRelease> wire = Wire.of(Topics.INDEX_RELEASES.value());
        var releases = new HashMap<String, IndexRelease>();
        log.read(Topics.INDEX_RELEASES.name(), record -> {
            byte[] key = record.key();
            byte[] value = record.value();
            if (key != null && value == null) {
                releases.remove(new String(key, StandardCharsets.UTF_8));
            } else if (key != null
                    && value != null
                    && wire.decode(value) instanceof Wire.Decoded.Read<IndexRelease>(IndexRelease release)) {
                releases.put(new String(key, StandardCharsets.UTF_8), release);
            }
        });
        Optional<IndexRelease> newest =
                releases.values().stream().max(Comparator.comparing(IndexRelease::getCreatedAt));
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        Path folder = store.resolve(newest.get().getLocation());
        return Files.isRegularFile(folder.resolve(VECTORS))
                ? Optional.of(read(newest.get().getModelId(), folder, trackIds))
                : Optional.empty();
    }

    private static ModelVectors read(String modelId, Path folder, List<String> trackIds) throws IOException {
        List<String> named = Files.readAllLines(folder.resolve(TRACKS));
        float[] rows;
        try (var channel = FileChannel.open(folder.resolve(VECTORS), StandardOpenOption.READ)) {
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            rows = new float[(int) (channel.size() / Float.BYTES)];
            bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(rows);
        }
        if (named.isEmpty() || rows.length % named.size() != 0) {
            throw new IOException(folder + ": expected rows of vectors for " + named.size() + " tracks, got "
                    + rows.length + " numbers");
        }
        var numbers = new HashMap<String, Integer>();
        for (int row = 0; row < named.size(); row++) {
            numbers.put(named.get(row), row);
        }
        int[] rowOf = new int[trackIds.size()];
        Arrays.setAll(rowOf, track -> numbers.getOrDefault(trackIds.get(track), NONE));
        return new ModelVectors(modelId, rows, rows.length / named.size(), rowOf);
    }

    /// Whose vectors they are.
    public String modelId() {
        return modelId;
    }

    @Override
    public boolean knows(int track) {
        return rowOf[track] != NONE;
    }

    @Override
    public double of(int trackA, int trackB) {
        int a = rowOf[trackA] * dimension;
        int b = rowOf[trackB] * dimension;
        double dot = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < dimension; i++) {
            dot += (double) rows[a + i] * rows[b + i];
            squaresA += (double) rows[a + i] * rows[a + i];
            squaresB += (double) rows[b + i] * rows[b + i];
        }
        double lengths = Math.sqrt(squaresA * squaresB);
        return lengths == 0 ? 0 : dot / lengths;
    }
}
