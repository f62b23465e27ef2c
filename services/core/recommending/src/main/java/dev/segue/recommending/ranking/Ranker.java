package dev.segue.recommending.ranking;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

/// The fitted second stage: for each shape of request a linear logit and boosted trees over the signals of a
/// candidate, summed. Shapes that have none are served by the blend. Immutable; safe for use by many threads.
public final class Ranker implements CandidateRanker {

    private static final String MAGIC = "SEGUE-RANKER-1";
    private static final int MOST_NODES = 1 << 20;
    private static final int MOST_DEPTH = 5000;

    private final Map<Shape, Ordering> orderings;

    public Ranker(Map<Shape, Ordering> orderings) {
        this.orderings = new EnumMap<>(Shape.class);
        this.orderings.putAll(orderings);
    }

    /// How candidates of requests of one shape are ordered.
    ///
    /// @param depth candidates looked at, the best of the blend
    /// @param weights one a [Signal]
    /// @param trees see [Trees]
    @SuppressWarnings("ArrayRecordComponent") // handed over by what fitted or read it
    public record Ordering(int depth, float[] weights, float bias, Trees trees) {
        public Ordering {
            require("depth", 1, MOST_DEPTH, depth);
            require("weights", Signal.COUNT, Signal.COUNT, weights.length);
            for (float weight : weights) {
                requireFinite("weight", weight);
            }
            requireFinite("bias", bias);
        }

        void score(Described candidates, float[] logits) {
            float[] values = candidates.values();
            for (int i = 0, row = 0; i < candidates.size(); i++, row += Signal.COUNT) {
                float sum = bias;
                for (int s = 0; s < Signal.COUNT; s++) {
                    sum += weights[s] * values[row + s];
                }
                logits[i] = sum;
            }
            trees.add(values, Signal.COUNT, candidates.size(), logits);
        }
    }

    @Override
    public int depth(Shape shape) {
        Ordering ordering = orderings.get(shape);
        return ordering == null ? 0 : ordering.depth();
    }

    @Override
    public boolean score(Shape shape, Described candidates, float[] logits) {
        Ordering ordering = orderings.get(shape);
        if (ordering == null) {
            return false;
        }
        ordering.score(candidates, logits);
        return true;
    }

    /// The shapes it orders, by how.
    public Map<Shape, Ordering> orderings() {
        return Map.copyOf(orderings);
    }

    /// As a file holds it, big-endian: the text `SEGUE-RANKER-1`, the names of the signals, the number of
    /// shapes; of each its name, depth, bias and weights, the number of trees and their roots, the number
    /// of nodes and of each its signal (−1 for a leaf), its threshold or value, its left child; the right
    /// one follows it.
    public byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(MAGIC);
            out.writeUTF(Signal.names());
            out.writeInt(orderings.size());
            for (var entry : orderings.entrySet()) {
                Ordering ordering = entry.getValue();
                out.writeUTF(entry.getKey().name());
                out.writeInt(ordering.depth());
                out.writeFloat(ordering.bias());
                for (float weight : ordering.weights()) {
                    out.writeFloat(weight);
                }
                ordering.trees().write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Nothing is written outside memory", e);
        }
        return bytes.toByteArray();
    }

    /// Reads what [#toBytes] wrote.
    ///
    /// @throws IllegalArgumentException when it is not a ranker, is cut off, was fitted to other signals,
    ///     or holds what is no number, no shape or no tree: what, expected, got
    public static Ranker read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            requireText("beginning", MAGIC, in.readUTF());
            requireText("signals", Signal.names(), in.readUTF());
            int shapes = require("shapes", 0, Shape.values().length, in.readInt());
            var orderings = new EnumMap<Shape, Ordering>(Shape.class);
            for (int s = 0; s < shapes; s++) {
                Shape shape = Shape.valueOf(in.readUTF());
                int depth = in.readInt();
                float bias = in.readFloat();
                float[] weights = new float[Signal.COUNT];
                for (int i = 0; i < weights.length; i++) {
                    weights[i] = in.readFloat();
                }
                if (orderings.put(shape, new Ordering(depth, weights, bias, Trees.read(in, MOST_NODES, Signal.COUNT)))
                        != null) {
                    throw refused("shapes", "each once", shape + " twice");
                }
            }
            if (in.available() > 0) {
                throw refused("end", "none after the last tree", in.available() + " bytes more");
            }
            return new Ranker(orderings);
        } catch (EOFException e) {
            throw refused("size", "a whole ranker", "an end in the middle");
        } catch (IOException e) {
            throw refused("text", "readable names", String.valueOf(e.getMessage()));
        }
    }

    private static void requireText(String what, String expected, String got) {
        if (!expected.equals(got)) {
            throw refused(what, expected, got);
        }
    }

    static int require(String what, int least, int most, int got) {
        if (got < least || got > most) {
            throw refused(what, least == most ? Integer.toString(least) : least + " to " + most, Integer.toString(got));
        }
        return got;
    }

    static void requireFinite(String what, float got) {
        if (!Float.isFinite(got)) {
            throw refused(what, "a finite number", Float.toString(got));
        }
    }

    private static IllegalArgumentException refused(String what, String expected, String got) {
        return new IllegalArgumentException("Ranker, " + what + ": expected " + expected + ", got " + got);
    }
}
