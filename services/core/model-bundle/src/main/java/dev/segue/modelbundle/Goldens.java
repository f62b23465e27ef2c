package dev.segue.modelbundle;

import dev.segue.domain.SegueException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Questions with known answers that travel with a model: playlists of its own tracks and their vectors, computed in
/// double precision when it was written. Whoever loads the model asks them again before it may serve, because a
/// damaged model often loads and answers, only wrongly.
///
/// File `golden.bin`, big-endian: the text `SEGUE-GOLDEN-2`, dimension, tracks; the number of files, of each its name
/// and SHA-256; the number of cases, of each the number of seeds, their rows, their weights and the expected vector;
/// the number of title cases, of each the number of features, the features and the expected vector. `SEGUE-GOLDEN-1`
/// had the digests of `vectors.f32`, `tracks.txt` and `playlist-encoder.onnx` alone, and no title cases.
///
/// @param digests SHA-256 by file name
record Goldens(int dimension, int tracks, Map<String, byte[]> digests, List<Case> cases, List<TitleCase> titleCases) {

    static final String FILE = "golden.bin";

    /// How far an answer may lie from the reference in any component: sums of at most 100 products of numbers below 1
    /// in single precision stay below 1e-6.
    static final double TOLERANCE = 1e-5;

    /// Seeds that nearly cancel out have a direction that rounding decides; no question asks for it.
    private static final double LEAST_LENGTH = 0.05;

    private static final String MAGIC = "SEGUE-GOLDEN-2";
    private static final String FIRST_MAGIC = "SEGUE-GOLDEN-1";
    private static final List<String> FIRST_FILES =
            List.of(TrackVectors.VECTORS_FILE, TrackVectors.TRACKS_FILE, ModelBundle.ENCODER_FILE);
    private static final int MAX_FILES = 100;
    private static final int MAX_FEATURES = 1 << 20;
    private static final int TITLE_CASES = 5;
    private static final int DIGEST_BYTES = 32;
    private static final int MAX_CASES = 1_000;
    private static final int MAX_SEEDS = 1_000;

    /// Numbers of seeds asked with; the first case of each size has weights of 1, the second weights of its own.
    private static final int[] SEED_COUNTS = {1, 2, 5, 10, 25, 100};

    /// One question: the weighted rows of some tracks, and the answer.
    static final class Case {
        private final int[] rows;
        private final float[] weights;
        private final float[] expected;

        /// Keeps the arrays.
        Case(int[] rows, float[] weights, float[] expected) {
            this.rows = rows;
            this.weights = weights;
            this.expected = expected;
        }
    }

    /// A question to the title projection: made-up features, and the answer.
    static final class TitleCase {
        private final float[] features;
        private final float[] expected;

        /// Keeps the arrays.
        TitleCase(float[] features, float[] expected) {
            this.features = features;
            this.expected = expected;
        }
    }

    /// Makes the questions up from `seed` and answers them with the reference.
    static Goldens compute(
            TrackVectors vectors,
            PlaylistEncoding encoding,
            Optional<TitleProjection> titles,
            long seed,
            Map<String, byte[]> digests) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var cases = new ArrayList<Case>();
        for (int seeds : SEED_COUNTS) {
            for (boolean weighted : new boolean[] {false, true}) {
                int[] rows = random.ints(seeds, 0, vectors.size()).toArray();
                float[] weights = new float[seeds];
                for (int s = 0; s < seeds; s++) {
                    weights[s] = weighted ? random.nextFloat(0.05f, 1) : 1;
                }
                cases.add(wellConditioned(vectors, encoding, rows, weights));
            }
        }
        cases.add(answered(vectors, encoding, new int[] {random.nextInt(vectors.size())}, new float[1]));
        var titleCases = new ArrayList<TitleCase>();
        for (int c = 0; c < TITLE_CASES && titles.isPresent(); c++) {
            TitleProjection projection = titles.get();
            float[] features = new float[projection.features()];
            for (int i = 0; i < features.length; i++) {
                features[i] = (float) random.nextGaussian();
            }
            titleCases.add(new TitleCase(features, floats(projection.reference(features))));
        }
        return new Goldens(vectors.dimension(), vectors.size(), digests, List.copyOf(cases), List.copyOf(titleCases));
    }

    /// Asks every question as one padded batch.
    ///
    /// @throws SegueException with MODEL_REFUSED at the first answer that is not finite or too far off
    void replay(PlaylistEncoder encoder, TrackVectors vectors, Path file) {
        int most = cases.stream().mapToInt(c -> c.rows.length).max().orElse(0);
        float[] in = new float[cases.size() * most * dimension];
        float[] weights = new float[cases.size() * most];
        for (int c = 0; c < cases.size(); c++) {
            Case asked = cases.get(c);
            for (int s = 0; s < asked.rows.length; s++) {
                int slot = c * most + s;
                System.arraycopy(vectors.rows(), vectors.offset(asked.rows[s]), in, slot * dimension, dimension);
                weights[slot] = asked.weights[s];
            }
        }
        float[] out = encoder.run(in, weights, cases.size(), most);
        for (int c = 0; c < cases.size(); c++) {
            requireAnswer(file, "golden case " + c, cases.get(c).expected, out, c * dimension);
        }
    }

    /// Asks every question about titles as one batch.
    ///
    /// @throws SegueException with MODEL_REFUSED at the first answer that is not finite or too far off
    void replay(GraphSession titles, int features, Path file) {
        if (titleCases.isEmpty()) {
            return;
        }
        float[] in = new float[titleCases.size() * features];
        for (int c = 0; c < titleCases.size(); c++) {
            System.arraycopy(titleCases.get(c).features, 0, in, c * features, features);
        }
        float[] out = titles.run(
                titleCases.size() * dimension,
                new GraphSession.Input(TitleProjection.CAPTION_FEATURES, in, titleCases.size(), features));
        for (int c = 0; c < titleCases.size(); c++) {
            requireAnswer(file, "golden title case " + c, titleCases.get(c).expected, out, c * dimension);
        }
    }

    private static void requireAnswer(Path file, String which, float[] answer, float[] out, int from) {
        for (int i = 0; i < answer.length; i++) {
            float expected = answer[i];
            float got = out[from + i];
            // Written so that NaN fails it as well.
            if (!(Math.abs((double) got - expected) <= TOLERANCE)) {
                throw TrackVectors.refused(
                        file, which + ", component " + i, expected + " ± " + TOLERANCE, Float.toString(got));
            }
        }
    }

    void write(Path folder) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(MAGIC);
            out.writeInt(dimension);
            out.writeInt(tracks);
            out.writeInt(digests.size());
            for (var digest : digests.entrySet()) {
                out.writeUTF(digest.getKey());
                out.write(digest.getValue());
            }
            out.writeInt(cases.size());
            for (Case c : cases) {
                out.writeInt(c.rows.length);
                for (int row : c.rows) {
                    out.writeInt(row);
                }
                for (float weight : c.weights) {
                    out.writeFloat(weight);
                }
                for (float value : c.expected) {
                    out.writeFloat(value);
                }
            }
            out.writeInt(titleCases.size());
            for (TitleCase c : titleCases) {
                out.writeInt(c.features.length);
                for (float value : c.features) {
                    out.writeFloat(value);
                }
                for (float value : c.expected) {
                    out.writeFloat(value);
                }
            }
        }
        Files.write(folder.resolve(FILE), bytes.toByteArray());
    }

    /// Reads what [#write] wrote.
    ///
    /// @param vectors the table the questions are about
    /// @throws SegueException with MODEL_REFUSED when the file is missing, broken, or about another table
    static Goldens read(Path folder, TrackVectors vectors) {
        Path file = folder.resolve(FILE);
        try (var in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            String magic = in.readUTF();
            boolean first = magic.equals(FIRST_MAGIC);
            if (!first && !MAGIC.equals(magic)) {
                throw TrackVectors.refused(file, "beginning", MAGIC, magic);
            }
            int dimension = bounded(file, "dimension", in.readInt(), vectors.dimension(), vectors.dimension());
            int tracks = bounded(file, "tracks", in.readInt(), vectors.size(), vectors.size());
            int files = first ? FIRST_FILES.size() : bounded(file, "files", in.readInt(), 1, MAX_FILES);
            var digests = new LinkedHashMap<String, byte[]>();
            for (int i = 0; i < files; i++) {
                String name = first ? FIRST_FILES.get(i) : in.readUTF();
                byte[] digest = new byte[DIGEST_BYTES];
                in.readFully(digest);
                digests.put(name, digest);
            }
            int count = bounded(file, "cases", in.readInt(), 1, MAX_CASES);
            var cases = new ArrayList<Case>();
            for (int c = 0; c < count; c++) {
                int seeds = bounded(file, "seeds of case " + c, in.readInt(), 1, MAX_SEEDS);
                int[] rows = new int[seeds];
                for (int s = 0; s < seeds; s++) {
                    rows[s] = bounded(file, "row in case " + c, in.readInt(), 0, tracks - 1);
                }
                cases.add(new Case(rows, floats(in, seeds), floats(in, dimension)));
            }
            var titleCases = new ArrayList<TitleCase>();
            int titles = first ? 0 : bounded(file, "title cases", in.readInt(), 0, MAX_CASES);
            for (int c = 0; c < titles; c++) {
                int features = bounded(file, "features of title case " + c, in.readInt(), 1, MAX_FEATURES);
                titleCases.add(new TitleCase(floats(in, features), floats(in, dimension)));
            }
            if (in.available() > 0) {
                throw TrackVectors.refused(file, "end", "none after the last case", in.available() + " bytes more");
            }
            return new Goldens(dimension, tracks, digests, List.copyOf(cases), List.copyOf(titleCases));
        } catch (EOFException e) {
            throw TrackVectors.refused(file, "size", "a whole file", "an end in the middle");
        } catch (IOException e) {
            throw TrackVectors.unreadable(file, e);
        }
    }

    /// Compares the files with the digests they were written with.
    ///
    /// @throws SegueException with MODEL_REFUSED when a file is not the one the questions were made for
    void requireDigests(Path folder) {
        HexFormat hex = HexFormat.of();
        digests.forEach((name, expected) -> {
            Path file = folder.resolve(name);
            try {
                byte[] got = sha256(file);
                if (!Arrays.equals(expected, got)) {
                    throw TrackVectors.refused(file, "SHA-256", hex.formatHex(expected), hex.formatHex(got));
                }
            } catch (IOException e) {
                throw TrackVectors.unreadable(file, e);
            }
        });
    }

    /// Whether a file is part of the bundle.
    boolean has(String name) {
        return digests.containsKey(name);
    }

    /// SHA-256 of a file, read in pieces.
    static byte[] sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
        try (var in = Files.newInputStream(file)) {
            byte[] piece = new byte[1 << 16];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                digest.update(piece, 0, n);
            }
        }
        return digest.digest();
    }

    /// Halves the seeds until the vector is long enough for its direction to be known in single precision; one seed
    /// always is.
    private static Case wellConditioned(TrackVectors vectors, PlaylistEncoding encoding, int[] rows, float[] weights) {
        int seeds = rows.length;
        while (seeds > 1
                && PlaylistEncoding.length(encoding.direction(
                                gathered(vectors, Arrays.copyOf(rows, seeds)), Arrays.copyOf(weights, seeds)))
                        < LEAST_LENGTH) {
            seeds /= 2;
        }
        return answered(vectors, encoding, Arrays.copyOf(rows, seeds), Arrays.copyOf(weights, seeds));
    }

    private static float[] gathered(TrackVectors vectors, int[] rows) {
        int dimension = vectors.dimension();
        float[] in = new float[rows.length * dimension];
        for (int s = 0; s < rows.length; s++) {
            System.arraycopy(vectors.rows(), vectors.offset(rows[s]), in, s * dimension, dimension);
        }
        return in;
    }

    private static Case answered(TrackVectors vectors, PlaylistEncoding encoding, int[] rows, float[] weights) {
        return new Case(rows, weights, floats(encoding.reference(gathered(vectors, rows), weights)));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static float[] floats(DataInputStream in, int count) throws IOException {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = in.readFloat();
        }
        return floats;
    }

    private static int bounded(Path file, String what, int got, int least, int most) {
        if (got < least || got > most) {
            throw TrackVectors.refused(
                    file, what, least == most ? Integer.toString(least) : least + " to " + most, Integer.toString(got));
        }
        return got;
    }
}
