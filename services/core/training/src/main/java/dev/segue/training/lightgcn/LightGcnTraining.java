package dev.segue.training.lightgcn;

import dev.segue.modelbundle.PlaylistEncoding;
import dev.segue.training.EpochReport;
import dev.segue.training.FloatTables;
import dev.segue.training.Kernels;
import dev.segue.training.LazyAdamW;
import dev.segue.training.Seeds;
import dev.segue.training.Shuffles;
import dev.segue.training.TrainedVectors;
import dev.segue.training.Training;
import dev.segue.training.TrainingSet;
import dev.segue.training.Workers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.SplittableRandom;

/// Trains LightGCN: vectors of playlists and tracks, propagated over the graph of who holds whom, such that a playlist
/// ranks its own tracks before others. With contrast it is SimGCL.
///
/// With Â the normalised adjacency and E the vectors under training, layer k is `Âᵏ·E`, and what ranks and is served is
/// the mean over the layers: 0 to K for LightGCN, 1 to K for SimGCL. The gradient by E goes back the same way, Â being
/// symmetric: `mean_k Âᵏ·G`. One propagation fills every row that has a neighbour within K steps of a batch's triples,
/// in practice all: the optimiser steps them all, and only rows without any gradient are left as they are.
///
/// The same training set, configuration and seed give the same bytes, however many threads work. Memory:
/// `(playlists + tracks)·28·dimension` bytes, 12 more with contrast, and 20 bytes an entry.
///
/// Sources: He et al., "LightGCN" (2020), eq. 3 to 8; Yu et al., SimGCL (2022), eq. 3, 6 and 7.
public final class LightGcnTraining implements Training<TrainedVectors> {

    private static final double LEAST_RATE = 0.1;

    private final TrainingSet set;
    private final LightGcnConfig config;
    private final int dimension;
    private final PlaylistGraph graph;
    private final float[] weights;
    private final LazyAdamW optimiser;
    private final Triples triples;
    private final float[] served;
    private final float[] layer;
    private final float[] nextLayer;
    private final float[] gradient;
    private final float[][] views;
    private final ViewContrast contrast;
    private final int[] contrasted;
    private final Workers workers;

    /// @param threads that share the work, at least 1; of no influence on the result
    /// @throws dev.segue.domain.SegueException with `OVERLOADED` when there are more vectors than an array holds
    public LightGcnTraining(TrainingSet set, LightGcnConfig config, int threads) {
        this.set = set;
        this.config = config;
        this.dimension = config.dimension();
        this.graph = new PlaylistGraph(set, this::weight);
        this.weights = FloatTables.gaussian(graph.nodes(), dimension, 0.1, config.seed(), Seeds.FIRST_VECTORS);
        this.optimiser = new LazyAdamW(graph.nodes(), dimension, 0);
        int batch = Math.min(config.batchEntries(), set.entries());
        this.triples = new Triples(set, batch * config.negatives());
        this.served = new float[weights.length];
        this.layer = new float[weights.length];
        this.nextLayer = new float[weights.length];
        this.gradient = new float[weights.length];
        this.views = new float[config.contrast() > 0 ? 2 : 0][weights.length];
        this.contrast =
                new ViewContrast(config.contrast() > 0 ? config.contrastNodes() : 1, dimension, config.temperature());
        this.contrasted = new int[config.contrastNodes()];
        this.workers = new Workers(threads);
    }

    private double weight(int entry) {
        double weight = config.positionDecay() == 0
                ? 1
                : 0.5 + 0.5 * Math.pow(2, -set.positionOf(entry) / config.positionDecay());
        return weight * Math.pow(1 + set.saves(set.playlistOf(entry)), config.savesExponent());
    }

    @Override
    public LightGcnConfig config() {
        return config;
    }

    @Override
    public EpochReport epoch(int epoch) throws InterruptedException {
        long began = System.nanoTime();
        int[] entries =
                Shuffles.order(set.entries(), new SplittableRandom(Seeds.mix(config.seed(), Seeds.EPOCHS, epoch)));
        double ranking = 0;
        double contrasts = 0;
        int batches = 0;
        long visits = 0;
        for (int first = 0; first < entries.length && Double.isFinite(ranking + contrasts); ) {
            int count = Math.min(config.batchEntries(), entries.length - first);
            double done = (epoch - 1 + (double) first / entries.length) / config.epochs();
            long seed = Seeds.mix(Seeds.mix(config.seed(), Seeds.EPOCHS, epoch), Seeds.NEGATIVES, batches);
            triples.draw(entries, first, count, config.negatives(), seed);
            first += count;
            if (triples.size() > 0) {
                mean(weights, served, false, 0);
                ranking += triples.differentiate(workers, served, dimension);
                gatherGradient();
                contrasts += contrast(seed);
                step(config.learningRate() * (1 - (1 - LEAST_RATE) * done));
                batches++;
                visits += triples.size();
            }
        }
        var terms = new LinkedHashMap<String, Double>();
        terms.put("ranking", ranking / Math.max(1, batches));
        terms.put("contrast", contrasts / Math.max(1, batches));
        return new EpochReport(
                epoch,
                config.epochs(),
                (ranking + config.contrast() * contrasts) / Math.max(1, batches),
                terms,
                batches,
                visits,
                Duration.ofNanos(System.nanoTime() - began));
    }

    private boolean startsWithFirstLayer() {
        return config.contrast() > 0;
    }

    /// The mean over the layers, `[nodes · dimension]`.
    ///
    /// @param noisy whether every layer is moved a little, see [#disturb]
    private void mean(float[] from, float[] into, boolean noisy, long seed) throws InterruptedException {
        int counted = config.layers() + (startsWithFirstLayer() ? 0 : 1);
        float share = 1f / counted;
        float[] current = from;
        float[] next = layer;
        graph.each(workers, (first, end) -> {
            Arrays.fill(into, first * dimension, end * dimension, 0);
            if (!startsWithFirstLayer()) {
                Kernels.addScaled(into, first * dimension, from, first * dimension, share, (end - first) * dimension);
            }
        });
        for (int k = 1; k <= config.layers(); k++) {
            float[] to = next;
            long layerSeed = Seeds.mix(seed, Seeds.NOISE, k);
            graph.propagate(workers, current, to, dimension, (node, at) -> {
                if (noisy) {
                    disturb(to, at, Seeds.mix(layerSeed, Seeds.NOISE, node));
                }
                Kernels.addScaled(into, at, to, at, share, dimension);
            });
            next = to == layer ? nextLayer : layer;
            current = to;
        }
    }

    /// Moves a vector by noise of length ε in the orthant that it is in.
    private void disturb(float[] table, int at, long seed) {
        var random = new SplittableRandom(seed);
        float[] noise = new float[dimension];
        double squares = 0;
        for (int i = 0; i < dimension; i++) {
            noise[i] = random.nextInt() >>> 8;
            squares += (double) noise[i] * noise[i];
        }
        float scale = (float) (config.noise() / Math.sqrt(Math.max(squares, 1)));
        for (int i = 0; i < dimension; i++) {
            table[at + i] += Math.signum(table[at + i]) * noise[i] * scale;
        }
    }

    private void gatherGradient() throws InterruptedException {
        graph.each(workers, (first, end) -> {
            Arrays.fill(gradient, first * dimension, end * dimension, 0);
            for (int node = first; node < end; node++) {
                triples.addGradient(node, served, gradient, dimension);
            }
        });
    }

    /// Adds the gradient of the contrast.
    private double contrast(long seed) throws InterruptedException {
        if (config.contrast() == 0) {
            return 0;
        }
        for (int v = 0; v < views.length; v++) {
            mean(weights, views[v], true, Seeds.mix(seed, Seeds.NOISE, v));
        }
        int count = touched(0, graph.playlists());
        double loss = contrast.add(workers, contrasted, count, views[0], views[1], config.contrast(), gradient);
        count = touched(graph.playlists(), graph.nodes());
        return loss + contrast.add(workers, contrasted, count, views[0], views[1], config.contrast(), gradient);
    }

    /// Fills the list of contrasted nodes with those of a range that are a playlist or a positive of the batch, the
    /// first so many in the order of the triples.
    private int touched(int from, int to) {
        int count = 0;
        var seen = new BitSet(to - from);
        for (int t = 0; t < triples.size() && count < contrasted.length; t++) {
            int node = from == 0 ? triples.playlist(t) : triples.positive(t);
            if (!seen.get(node - from)) {
                seen.set(node - from);
                contrasted[count++] = node;
            }
        }
        return count;
    }

    /// Brings the gradient back through the layers, by Horner's rule, and steps every row that has one.
    private void step(double rate) throws InterruptedException {
        int counted = config.layers() + (startsWithFirstLayer() ? 0 : 1);
        float[] current = gradient;
        float[] next = layer;
        for (int k = 1; k <= config.layers(); k++) {
            float[] to = next;
            boolean last = k == config.layers();
            graph.propagate(workers, current, to, dimension, (node, at) -> {
                if (!last || !startsWithFirstLayer()) {
                    Kernels.addScaled(to, at, gradient, at, 1, dimension);
                }
            });
            next = to == layer ? nextLayer : layer;
            current = to;
        }
        float[] back = current;
        graph.each(workers, (first, end) -> {
            float[] row = new float[dimension];
            for (int node = first; node < end; node++) {
                int at = node * dimension;
                boolean any = false;
                for (int i = 0; i < dimension; i++) {
                    row[i] = back[at + i] / counted;
                    any |= row[i] != 0;
                }
                if (any) {
                    float shrink = (float) (config.regularisation() * triples.share(node));
                    Kernels.addScaled(row, 0, weights, at, shrink, dimension);
                    optimiser.step(weights, node, row, rate);
                }
            }
        });
    }

    @Override
    public TrainedVectors model() throws InterruptedException {
        mean(weights, served, false, 0);
        int from = graph.playlists() * dimension;
        return new TrainedVectors(
                set.trackIds(),
                dimension,
                TrainedVectors.unitRows(Arrays.copyOfRange(served, from, served.length), dimension),
                PlaylistEncoding.mean(dimension));
    }

    @Override
    public void save(DataOutput out) throws IOException {
        FloatTables.write(out, weights);
        optimiser.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        FloatTables.read(in, weights);
        optimiser.restore(in);
    }

    @Override
    public void close() throws InterruptedException {
        // Workers write to native memory: it is freed when the last of them has left it.
        try {
            workers.close();
        } finally {
            contrast.close();
        }
    }
}
