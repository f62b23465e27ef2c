package dev.segue.modelbundle;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A loaded [PlaylistEncoding]: one ONNX Runtime session with one thread of its own, so that many callers share
/// the cores instead of fighting for them, and an answer does not depend on how many there are.
///
/// Safe for use by many threads. Closing waits for the calls that are under way.
final class PlaylistEncoder implements AutoCloseable {

    private final int dimension;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
    private boolean closed;

    private PlaylistEncoder(int dimension, OrtEnvironment environment, OrtSession session) {
        this.dimension = dimension;
        this.environment = environment;
        this.session = session;
    }

    /// Loads a graph into a session of its own.
    ///
    /// @param model serialised graph
    /// @param file where it came from, for messages
    /// @throws SegueException with [ErrorCode#MODEL_REFUSED] when it does not load or has other inputs and outputs
    static PlaylistEncoder load(byte[] model, Path file, int dimension) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session;
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            session = environment.createSession(model, options);
        } catch (OrtException e) {
            throw new SegueException(
                    ErrorCode.MODEL_REFUSED,
                    file + ": expected a loadable ONNX model, got " + model.length + " bytes refused with "
                            + e.getMessage(),
                    e);
        }
        try {
            var inputs = session.getInputInfo();
            requireCount(file, "inputs", 2, inputs.size());
            requireCount(file, "outputs", 1, session.getOutputInfo().size());
            requireFloats(file, inputs, PlaylistEncoding.SEED_VECTORS, -1, -1, dimension);
            requireFloats(file, inputs, PlaylistEncoding.SEED_WEIGHTS, -1, -1);
            requireFloats(file, session.getOutputInfo(), PlaylistEncoding.PLAYLIST_VECTOR, -1, dimension);
            return new PlaylistEncoder(dimension, environment, session);
        } catch (SegueException | OrtException e) {
            closeQuietly(session, e);
            throw e instanceof SegueException refused
                    ? refused
                    : new SegueException(ErrorCode.MODEL_REFUSED, file + ": its inputs cannot be read", e);
        }
    }

    /// Encodes a batch of playlists.
    ///
    /// @param vectors `[batch · seeds · dimension]`, read, never kept
    /// @param weights `[batch · seeds]`, read, never kept
    /// @return `[batch · dimension]`, the caller's
    float[] run(float[] vectors, float[] weights, int batch, int seeds) {
        life.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("The model bundle is closed");
            }
            try (var vectorTensor = OnnxTensor.createTensor(
                            environment, FloatBuffer.wrap(vectors), new long[] {batch, seeds, dimension});
                    var weightTensor =
                            OnnxTensor.createTensor(environment, FloatBuffer.wrap(weights), new long[] {batch, seeds});
                    var result = session.run(Map.of(
                            PlaylistEncoding.SEED_VECTORS, vectorTensor,
                            PlaylistEncoding.SEED_WEIGHTS, weightTensor))) {
                float[] out = new float[batch * dimension];
                ((OnnxTensor) result.get(0)).getFloatBuffer().get(out);
                return out;
            } catch (OrtException e) {
                throw new SegueException(
                        ErrorCode.INTERNAL, "The playlist encoder failed on " + batch + " × " + seeds + " seeds", e);
            }
        } finally {
            life.readLock().unlock();
        }
    }

    @Override
    public void close() {
        life.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException e) {
            throw new SegueException(ErrorCode.INTERNAL, "The playlist encoder cannot be closed", e);
        } finally {
            life.writeLock().unlock();
        }
    }

    private static void requireCount(Path file, String what, int expected, int got) {
        if (expected != got) {
            throw TrackVectors.refused(file, what, Integer.toString(expected), Integer.toString(got));
        }
    }

    private static void requireFloats(Path file, Map<String, NodeInfo> nodes, String name, long... shape) {
        NodeInfo node = nodes.get(name);
        if (node == null) {
            throw TrackVectors.refused(
                    file, "tensors", "one named " + name, nodes.keySet().toString());
        }
        String expected = "FLOAT" + Arrays.toString(shape);
        String got = node.getInfo() instanceof TensorInfo tensor
                ? (tensor.type == OnnxJavaType.FLOAT ? "FLOAT" : tensor.type.toString())
                        + Arrays.toString(tensor.getShape())
                : node.getInfo().toString();
        if (!expected.equals(got)) {
            throw TrackVectors.refused(file, "shape of " + name, expected, got);
        }
    }

    private static void closeQuietly(OrtSession session, Exception reason) {
        try {
            session.close();
        } catch (OrtException e) {
            reason.addSuppressed(e);
        }
    }
}
