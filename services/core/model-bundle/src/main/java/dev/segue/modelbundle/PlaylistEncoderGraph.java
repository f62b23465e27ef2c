package dev.segue.modelbundle;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;

/// The playlist encoder as an ONNX graph: seed vectors and weights in, the unit-length playlist vector out.
///
/// With vectors `x_s` and weights `w_s` of a playlist's seeds
///
/// ```
/// m = Σ_s w_s · x_s / max(Σ_s |w_s|, ε)      weighted mean, in the unit ball
/// y = m / max(‖m‖₂, ε)                       its direction
/// ```
///
/// A weight of 0 is padding and its vector is ignored as long as it is finite. With ε = 1e-6 all-zero weights give the
/// zero vector, and seeds that cancel out (‖m‖ < ε) a vector shorter than 1: finite in both cases.
///
/// Inputs `seed_vectors` float `[batch, seeds, dimension]` and `seed_weights` float `[batch, seeds]`, output
/// `playlist_vector` float `[batch, dimension]`; batch and seeds are free. Equal dimensions give equal bytes.
final class PlaylistEncoderGraph {

    static final String SEED_VECTORS = "seed_vectors";
    static final String SEED_WEIGHTS = "seed_weights";
    static final String PLAYLIST_VECTOR = "playlist_vector";

    static final double EPSILON = 1e-6;

    private static final int OPSET = 20;
    private static final int IR_VERSION = 9;

    private PlaylistEncoderGraph() {}

    /// The serialised model.
    static byte[] build(int dimension) {
        var graph = GraphProto.newBuilder()
                .setName("playlist-encoder")
                .addInput(floats(SEED_VECTORS, free("batch"), free("seeds"), fixed(dimension)))
                .addInput(floats(SEED_WEIGHTS, free("batch"), free("seeds")))
                .addOutput(floats(PLAYLIST_VECTOR, free("batch"), fixed(dimension)))
                .addInitializer(TensorProto.newBuilder()
                        .setName("epsilon")
                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                        .setRawData(littleEndian(Float.BYTES, bytes -> bytes.putFloat((float) EPSILON))))
                .addInitializer(TensorProto.newBuilder()
                        .setName("seeds_axis")
                        .addDims(1)
                        .setDataType(TensorProto.DataType.INT64.getNumber())
                        .setRawData(littleEndian(Long.BYTES, bytes -> bytes.putLong(1))))
                .addNode(node("Unsqueeze", List.of(SEED_WEIGHTS, "seeds_axis"), "weight_row"))
                .addNode(node("MatMul", List.of("weight_row", SEED_VECTORS), "sum_row"))
                .addNode(node("Squeeze", List.of("sum_row", "seeds_axis"), "sum"))
                .addNode(node("Abs", List.of(SEED_WEIGHTS), "weight_sizes"))
                .addNode(keepingAxis(node("ReduceSum", List.of("weight_sizes", "seeds_axis"), "weight_total")))
                .addNode(node("Max", List.of("weight_total", "epsilon"), "weight_divisor"))
                .addNode(node("Div", List.of("sum", "weight_divisor"), "mean"))
                .addNode(keepingAxis(node("ReduceL2", List.of("mean", "seeds_axis"), "mean_length")))
                .addNode(node("Max", List.of("mean_length", "epsilon"), "length_divisor"))
                .addNode(node("Div", List.of("mean", "length_divisor"), PLAYLIST_VECTOR));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("segue")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    /// The same function in double precision, the reference the graph is held to.
    ///
    /// @param vectors `[seeds · dimension]`, read, never kept
    /// @param weights `[seeds]`, read, never kept
    /// @return `[dimension]`, the caller's
    static double[] reference(int dimension, float[] vectors, float[] weights) {
        double[] direction = mean(dimension, vectors, weights);
        double divisor = Math.max(length(direction), EPSILON);
        for (int i = 0; i < dimension; i++) {
            direction[i] /= divisor;
        }
        return direction;
    }

    /// Length of the weighted mean, 0 to 1 for unit-length seeds: how much they agree.
    static double meanLength(int dimension, float[] vectors, float[] weights) {
        return length(mean(dimension, vectors, weights));
    }

    private static double[] mean(int dimension, float[] vectors, float[] weights) {
        double[] mean = new double[dimension];
        double total = 0;
        for (int s = 0; s < weights.length; s++) {
            total += Math.abs((double) weights[s]);
            for (int i = 0; i < dimension; i++) {
                mean[i] += (double) weights[s] * vectors[s * dimension + i];
            }
        }
        for (int i = 0; i < dimension; i++) {
            mean[i] /= Math.max(total, EPSILON);
        }
        return mean;
    }

    private static double length(double[] vector) {
        double squares = 0;
        for (double component : vector) {
            squares += component * component;
        }
        return Math.sqrt(squares);
    }

    private static NodeProto node(String operator, List<String> inputs, String output) {
        return NodeProto.newBuilder()
                .setName(output)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .build();
    }

    private static NodeProto keepingAxis(NodeProto reduction) {
        return reduction.toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1))
                .build();
    }

    private static ValueInfoProto floats(String name, TensorShapeProto.Dimension... dimensions) {
        var tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(TensorShapeProto.newBuilder().addAllDim(List.of(dimensions)));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static TensorShapeProto.Dimension free(String name) {
        return TensorShapeProto.Dimension.newBuilder().setDimParam(name).build();
    }

    private static TensorShapeProto.Dimension fixed(int size) {
        return TensorShapeProto.Dimension.newBuilder().setDimValue(size).build();
    }

    private static ByteString littleEndian(int size, Consumer<ByteBuffer> fill) {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        fill.accept(bytes);
        return ByteString.copyFrom(bytes.flip());
    }
}
