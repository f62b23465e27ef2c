package dev.segue.training;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// The track vectors that a model over fixed vectors stands on: trained with [InfoNceTraining] in its first epochs, and
/// then left as they are.
public final class FixedVectors implements AutoCloseable {

    private final InfoNceTraining training;
    private final int epochs;
    private int done;
    private float[] rows = new float[0];

    /// @param dimension of the vectors
    /// @param epochs that train them
    /// @param threads that share the work; of no influence on the result
    public FixedVectors(TrainingSet set, int dimension, int minPlaylists, int epochs, long seed, int threads) {
        this.training = new InfoNceTraining(set, config(dimension, minPlaylists, epochs, seed), threads);
        this.epochs = epochs;
    }

    /// How they are trained.
    public static InfoNceConfig config(int dimension, int minPlaylists, int epochs, long seed) {
        var defaults = InfoNceConfig.DEFAULTS;
        return new InfoNceConfig(
                dimension,
                defaults.temperature(),
                defaults.uniformityWeight(),
                defaults.hubCap(),
                defaults.window(),
                minPlaylists,
                epochs,
                defaults.batchTracks(),
                defaults.segment(),
                defaults.learningRate(),
                defaults.weightDecay(),
                defaults.logQ(),
                seed);
    }

    /// Whether all their epochs are done.
    public boolean trained() {
        return done == epochs;
    }

    /// Epochs that train them.
    public int epochs() {
        return epochs;
    }

    /// The next epoch.
    public EpochReport epoch() throws InterruptedException {
        EpochReport report = training.epoch(done + 1);
        done++;
        rows = training.model().rows();
        return report;
    }

    /// `[tracks · dimension]`, of unit length; shared, not to be written to. Of the last finished epoch.
    public float[] rows() {
        return rows;
    }

    /// Writes the vectors; the state of their training only while it goes on.
    public void save(DataOutput out) throws IOException {
        out.writeInt(done);
        out.writeInt(rows.length);
        FloatTables.write(out, rows);
        if (!trained()) {
            training.save(out);
        }
    }

    /// Reads what [#save] wrote.
    public void restore(DataInput in) throws IOException {
        done = in.readInt();
        rows = new float[in.readInt()];
        FloatTables.read(in, rows);
        if (!trained()) {
            training.restore(in);
        }
    }

    @Override
    public void close() throws InterruptedException {
        training.close();
    }
}
