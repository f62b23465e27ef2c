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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A loaded graph of float tensors with one output: one ONNX Runtime session with one thread of its own, so that many
/// callers share the cores instead of fighting for them, and an answer does not depend on how many there are.
///
/// Safe for use by many threads. Closing waits for the calls that are under way.
final class GraphSession implements AutoCloseable {

    private final Path file;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
    private boolean closed;

    private GraphSession(Path file, OrtEnvironment environment, OrtSession session) {
        this.file = file;
        this.environment = environment;
        this.session = session;
    }

    /// A float tensor of a graph's signature.
    ///
    /// @param shape -1 where a dimension is free
    record Tensor(String name, long... shape) {}

    /// Values of an input.
    ///
    /// @param values row-major; read, never kept
    record Input(String name, float[] values, long... shape) {}

    /// Loads a graph into a session of its own.
    ///
    /// @param model serialised graph
    /// @param file where it came from, for messages
    /// @throws SegueException with [ErrorCode#MODEL_REFUSED] when it does not load or has other inputs and outputs
    static GraphSession load(byte[] model, Path file, List<Tensor> inputs, Tensor output) {
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
            var got = session.getInputInfo();
            requireCount(file, "inputs", inputs.size(), got.size());
            requireCount(file, "outputs", 1, session.getOutputInfo().size());
            for (Tensor input : inputs) {
                requireFloats(file, got, input);
            }
            requireFloats(file, session.getOutputInfo(), output);
            return new GraphSession(file, environment, session);
        } catch (SegueException | OrtException e) {
            closeQuietly(session, e);
            throw e instanceof SegueException refused
                    ? refused
                    : new SegueException(ErrorCode.MODEL_REFUSED, file + ": its inputs cannot be read", e);
        }
    }

    /// Runs the graph.
    ///
    /// @param size floats of the output
    /// @return the output, row-major, the caller's
    float[] run(int size, Input... inputs) {
        life.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("The model bundle is closed");
            }
            var tensors = new LinkedHashMap<String, OnnxTensor>();
            try {
                for (Input input : inputs) {
                    tensors.put(
                            input.name(),
                            OnnxTensor.createTensor(environment, FloatBuffer.wrap(input.values()), input.shape()));
                }
                try (var result = session.run(tensors)) {
                    float[] out = new float[size];
                    ((OnnxTensor) result.get(0)).getFloatBuffer().get(out);
                    return out;
                }
            } catch (OrtException e) {
                throw new SegueException(
                        ErrorCode.INTERNAL, file.getFileName() + " failed on " + Arrays.toString(inputs[0].shape()), e);
            } finally {
                tensors.values().forEach(OnnxTensor::close);
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
            throw new SegueException(ErrorCode.INTERNAL, file.getFileName() + " cannot be closed", e);
        } finally {
            life.writeLock().unlock();
        }
    }

    private static void requireCount(Path file, String what, int expected, int got) {
        if (expected != got) {
            throw TrackVectors.refused(file, what, Integer.toString(expected), Integer.toString(got));
        }
    }

    private static void requireFloats(Path file, Map<String, NodeInfo> nodes, Tensor tensor) {
        NodeInfo node = nodes.get(tensor.name());
        if (node == null) {
            throw TrackVectors.refused(
                    file,
                    "tensors",
                    "one named " + tensor.name(),
                    nodes.keySet().toString());
        }
        String expected = "FLOAT" + Arrays.toString(tensor.shape());
        String got = node.getInfo() instanceof TensorInfo info
                ? (info.type == OnnxJavaType.FLOAT ? "FLOAT" : info.type.toString()) + Arrays.toString(info.getShape())
                : node.getInfo().toString();
        if (!expected.equals(got)) {
            throw TrackVectors.refused(file, "shape of " + tensor.name(), expected, got);
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
