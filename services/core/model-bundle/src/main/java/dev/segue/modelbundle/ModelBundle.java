package dev.segue.modelbundle;

import dev.segue.domain.SegueException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// A trained model as a folder of files, opened and proven: track vectors, the playlist encoder as an ONNX graph, and
/// golden answers to both.
///
/// | file | what |
/// |---|---|
/// | `vectors.f32` | rows, little-endian 32-bit floats, each of unit length |
/// | `tracks.txt` | track ids, one a line, in row order |
/// | `playlist-encoder.onnx` | seed vectors and weights → unit-length playlist vector |
/// | `text-projection.onnx` | optional: caption features → unit-length playlist vector |
/// | `title-features.bin` | with it: what a title's features are made of |
/// | `factors.bin` | optional: factors of the same tracks, a byte each ([FactorTable]) |
/// | `ranker.bin` | optional: the second stage, kept as the bytes it came in; who ranks reads them |
/// | `golden.bin` | digests of the files above; questions and answers computed in double precision |
///
/// Equal vectors and an equal seed give equal bytes in every file. An open bundle is safe for use by many threads;
/// [#close()] waits for calls under way, [#vectors()] outlives it.
public final class ModelBundle implements AutoCloseable {

    /// The ONNX graph.
    public static final String ENCODER_FILE = "playlist-encoder.onnx";

    /// Golden questions and answers.
    public static final String GOLDEN_FILE = Goldens.FILE;

    /// The ONNX graph of titles.
    public static final String TITLE_FILE = "text-projection.onnx";

    /// The second stage.
    public static final String RANKER_FILE = "ranker.bin";

    /// Factors of the tracks.
    public static final String FACTORS_FILE = "factors.bin";

    private static final String TITLE_FEATURES_FILE = "title-features.bin";

    private final TrackVectors vectors;
    private final ModelEncoders encoders;
    private final Optional<FactorTable> factors;
    private final Optional<byte[]> ranker;

    private ModelBundle(
            TrackVectors vectors, ModelEncoders encoders, Optional<FactorTable> factors, Optional<byte[]> ranker) {
        this.vectors = vectors;
        this.encoders = encoders;
        this.factors = factors;
        this.ranker = ranker;
    }

    /// Writes a bundle whose playlist vector is the mean of the seeds.
    ///
    /// @see #write(Path, TrackVectors, PlaylistEncoding, Optional, Optional, Optional, long)
    public static void write(Path folder, TrackVectors vectors, long seed) throws IOException {
        write(folder, vectors, PlaylistEncoding.mean(vectors.dimension()), Optional.empty(), seed);
    }

    /// Writes a bundle without factors and second stage.
    ///
    /// @see #write(Path, TrackVectors, PlaylistEncoding, Optional, Optional, Optional, long)
    public static void write(
            Path folder, TrackVectors vectors, PlaylistEncoding encoding, Optional<TitleProjection> titles, long seed)
            throws IOException {
        write(folder, vectors, encoding, titles, Optional.empty(), Optional.empty(), seed);
    }

    /// Writes all files of a bundle into a folder that exists.
    ///
    /// @param encoding of playlists, of the vectors' dimension
    /// @param titles how titles become playlist vectors, of the same dimension; empty when the model knows none
    /// @param factors of the same tracks; empty where there are none
    /// @param ranker the second stage as a file; empty where the blend orders
    /// @param seed picks the golden questions
    /// @throws IllegalArgumentException when there is no track, a row is not finite or not of unit length, or the
    ///     dimensions differ
    public static void write(
            Path folder,
            TrackVectors vectors,
            PlaylistEncoding encoding,
            Optional<TitleProjection> titles,
            Optional<FactorTable> factors,
            Optional<byte[]> ranker,
            long seed)
            throws IOException {
        requireDimension("Playlist encoding", vectors, encoding.dimension());
        titles.ifPresent(projection -> requireDimension("Title projection", vectors, projection.dimension()));
        if (vectors.size() == 0) {
            throw new IllegalArgumentException("Track vectors: expected at least one track, got none");
        }
        if (factors.isPresent() && factors.get().size() != vectors.size()) {
            throw new IllegalArgumentException("Factors: expected those of " + vectors.size() + " tracks, got "
                    + factors.get().size());
        }
        vectors.requireUnitRows();
        vectors.write(folder);
        Files.write(folder.resolve(ENCODER_FILE), encoding.graph());
        var files = new ArrayList<>(List.of(TrackVectors.VECTORS_FILE, TrackVectors.TRACKS_FILE, ENCODER_FILE));
        if (titles.isPresent()) {
            Files.write(folder.resolve(TITLE_FILE), titles.get().graph());
            try (var out = new DataOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(folder.resolve(TITLE_FEATURES_FILE))))) {
                out.writeBoolean(titles.get().sentences());
                titles.get().table().write(out);
            }
            files.add(TITLE_FILE);
            files.add(TITLE_FEATURES_FILE);
        }
        if (factors.isPresent()) {
            factors.get().write(folder.resolve(FACTORS_FILE));
            files.add(FACTORS_FILE);
        }
        if (ranker.isPresent()) {
            Files.write(folder.resolve(RANKER_FILE), ranker.get());
            files.add(RANKER_FILE);
        }
        var digests = new LinkedHashMap<String, byte[]>();
        for (String file : files) {
            digests.put(file, Goldens.sha256(folder.resolve(file)));
        }
        Goldens.compute(vectors, encoding, titles, seed, digests).write(folder);
    }

    private static void requireDimension(String what, TrackVectors vectors, int got) {
        if (got != vectors.dimension()) {
            throw new IllegalArgumentException(
                    what + ": expected the vectors' dimension " + vectors.dimension() + ", got " + got);
        }
    }

    /// Opens a bundle and proves it: sizes agree, every row is finite and of unit length, every file has the digest
    /// it was written with, each graph has the inputs and output it should, and answers the golden questions to
    /// 1e-5.
    ///
    /// @throws SegueException with [ErrorCode#MODEL_REFUSED]: which file, what, expected, got
    public static ModelBundle open(Path folder) {
        TrackVectors vectors = TrackVectors.read(folder);
        Goldens goldens = Goldens.read(folder, vectors);
        // Digests come first: bytes that nobody wrote do not reach native code.
        goldens.requireDigests(folder);
        Path graph = folder.resolve(ENCODER_FILE);
        PlaylistEncoder encoder = PlaylistEncoder.load(bytes(graph), graph, vectors.dimension());
        try {
            goldens.replay(encoder, vectors, graph);
            Optional<FactorTable> factors = factors(folder, goldens, vectors.size());
            Optional<byte[]> ranker = ranker(folder, goldens);
            var encoders =
                    new ModelEncoders(vectors.dimension(), encoder, titles(folder, goldens, vectors.dimension()));
            return new ModelBundle(vectors, encoders, factors, ranker);
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    private static Optional<FactorTable> factors(Path folder, Goldens goldens, int tracks) {
        return goldens.has(FACTORS_FILE)
                ? Optional.of(FactorTable.read(folder.resolve(FACTORS_FILE), tracks))
                : Optional.empty();
    }

    private static Optional<byte[]> ranker(Path folder, Goldens goldens) {
        return goldens.has(RANKER_FILE) ? Optional.of(bytes(folder.resolve(RANKER_FILE))) : Optional.empty();
    }

    private static Optional<TitleEncoder> titles(Path folder, Goldens goldens, int dimension) {
        if (!goldens.has(TITLE_FILE)) {
            return Optional.empty();
        }
        Path graph = folder.resolve(TITLE_FILE);
        Path features = folder.resolve(TITLE_FEATURES_FILE);
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(features)))) {
            boolean sentences = in.readBoolean();
            TitleTable table = TitleTable.read(in);
            if (table.dimension() != dimension) {
                throw TrackVectors.refused(
                        features, "dimension", Integer.toString(dimension), Integer.toString(table.dimension()));
            }
            TitleEncoder titles = TitleEncoder.load(bytes(graph), graph, table, sentences);
            try {
                goldens.replay(titles.session(), titles.features(), graph);
                return Optional.of(titles);
            } catch (RuntimeException e) {
                titles.close();
                throw e;
            }
        } catch (IOException e) {
            throw TrackVectors.unreadable(features, e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw TrackVectors.unreadable(file, e);
        }
    }

    /// How titles become playlist vectors; empty when the model knows none.
    public Optional<TitleEncoder> titles() {
        return encoders.titles();
    }

    /// What is left of the bundle when its vectors were taken; closed with it, or closes it.
    public ModelEncoders encoders() {
        return encoders;
    }

    /// Factors of the tracks; empty where there are none. Usable after the bundle is closed.
    public Optional<FactorTable> factors() {
        return factors;
    }

    /// The second stage as its file holds it; empty where the blend orders.
    public Optional<byte[]> ranker() {
        return ranker.map(byte[]::clone);
    }

    /// The track vectors; usable after the bundle is closed.
    public TrackVectors vectors() {
        return vectors;
    }

    /// The playlist vector of weighted seeds: their weighted mean at unit length.
    ///
    /// No seeds, or weights that are all 0, give the zero vector; seeds that cancel each other out give a vector
    /// shorter than 1. Neither is ever NaN.
    ///
    /// @param seedVectors `[seeds · dimension]`, finite; read, never kept
    /// @param weights `[seeds]`, finite; a negative weight pushes away; read, never kept
    /// @return `[dimension]`, the caller's
    /// @throws IllegalArgumentException when the two sizes do not fit
    /// @throws IllegalStateException when the bundle is closed
    public float[] encode(float[] seedVectors, float[] weights) {
        return encoders.encode(seedVectors, weights);
    }

    /// The playlist vectors of many playlists at once.
    ///
    /// @param seedVectors `[batch · seeds · dimension]`; read, never kept
    /// @param weights `[batch · seeds]`, 0 where a playlist has fewer seeds; read, never kept
    /// @param seeds of each playlist, at least 1
    /// @return `[batch · dimension]`, the caller's
    /// @throws IllegalArgumentException when the sizes do not fit
    public float[] encodeBatch(float[] seedVectors, float[] weights, int seeds) {
        return encoders.encodeBatch(seedVectors, weights, seeds);
    }

    @Override
    public void close() {
        encoders.close();
    }
}
