package dev.segue.modelbundle;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// English text as a unit vector of 384 components, by the sentence transformer all-MiniLM-L6-v2: the mean over its
/// word pieces of the last layer.
///
/// The model comes in a jar of its own, which need not be there; one text at a time, because its quantisation depends
/// on all that stands in a batch, so that a text has one vector whatever it comes with. 100 to 200 texts a second.
///
/// Safe for use by many threads. Source: Reimers and Gurevych, "Sentence-BERT" (2019).
public final class SentenceEncoder implements AutoCloseable {

    /// Name of the model, as features made with it record it.
    public static final String NAME = "all-minilm-l6-v2-q";

    /// Components of a vector.
    public static final int DIMENSION = 384;

    private static final int MOST_PIECES = 128;

    /// Above this share of unknown pieces a text is taken to be in a language the model does not know.
    private static final double FOREIGN = 0.5;

    private final WordPieces pieces;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private SentenceEncoder(WordPieces pieces, OrtEnvironment environment, OrtSession session) {
        this.pieces = pieces;
        this.environment = environment;
        this.session = session;
    }

    /// The encoder, if its model's jar is on the class path.
    ///
    /// @throws SegueException with [ErrorCode#MODEL_REFUSED] when it is there and does not load
    public static Optional<SentenceEncoder> find() {
        ClassLoader loader = SentenceEncoder.class.getClassLoader();
        try (InputStream model = loader.getResourceAsStream(NAME + ".onnx");
                InputStream tokenizer = loader.getResourceAsStream(NAME + "-tokenizer.json")) {
            if (model == null || tokenizer == null) {
                return Optional.empty();
            }
            var pieces = WordPieces.of(new String(tokenizer.readAllBytes(), StandardCharsets.UTF_8));
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            try (var options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                return Optional.of(new SentenceEncoder(
                        pieces, environment, environment.createSession(model.readAllBytes(), options)));
            }
        } catch (OrtException e) {
            throw new SegueException(
                    ErrorCode.MODEL_REFUSED, NAME + ".onnx: expected a loadable model, got " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + NAME + " from the class path", e);
        }
    }

    /// The vector of a text.
    ///
    /// @return `[384]` of unit length, the caller's; zero for a text without words, or in a script the
    ///     model does not know
    public float[] encode(String text) {
        List<Integer> numbers = pieces.of(text, MOST_PIECES);
        if (pieces.unknownShare(numbers) > FOREIGN) {
            return new float[DIMENSION];
        }
        long[] ids = numbers.stream().mapToLong(Integer::longValue).toArray();
        long[] ones = new long[ids.length];
        java.util.Arrays.fill(ones, 1);
        long[] shape = {1, ids.length};
        try (var idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                var maskTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
                var typeTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape)) {
            Map<String, OnnxTensor> known =
                    Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor);
            var inputs = new HashMap<String, OnnxTensor>();
            for (String name : session.getInputNames()) {
                OnnxTensor tensor = known.get(name);
                if (tensor != null) {
                    inputs.put(name, tensor);
                }
            }
            try (var result = session.run(inputs)) {
                return mean(((OnnxTensor) result.get(0)).getFloatBuffer().array(), ids.length);
            }
        } catch (OrtException e) {
            throw new SegueException(ErrorCode.INTERNAL, NAME + " failed on a text of " + ids.length + " pieces", e);
        }
    }

    private static float[] mean(float[] states, int pieces) {
        double[] sum = new double[DIMENSION];
        for (int piece = 0; piece < pieces; piece++) {
            for (int i = 0; i < DIMENSION; i++) {
                sum[i] += states[piece * DIMENSION + i];
            }
        }
        double length = PlaylistEncoding.length(sum);
        float[] unit = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            unit[i] = (float) (sum[i] / length);
        }
        return unit;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new SegueException(ErrorCode.INTERNAL, NAME + " cannot be closed", e);
        }
    }
}
