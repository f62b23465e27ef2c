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

/// An ONNX graph under construction: nodes are named by their output, tensors are 32-bit floats and 64-bit whole
/// numbers. The same calls give the same bytes.
final class OnnxGraph {

    private static final int OPSET = 20;
    private static final int IR_VERSION = 9;

    private final GraphProto.Builder graph;

    OnnxGraph(String name) {
        graph = GraphProto.newBuilder().setName(name);
    }

    /// A named dimension that may have any size.
    static TensorShapeProto.Dimension free(String name) {
        return TensorShapeProto.Dimension.newBuilder().setDimParam(name).build();
    }

    static TensorShapeProto.Dimension fixed(int size) {
        return TensorShapeProto.Dimension.newBuilder().setDimValue(size).build();
    }

    OnnxGraph input(String name, TensorShapeProto.Dimension... dimensions) {
        graph.addInput(floats(name, dimensions));
        return this;
    }

    OnnxGraph output(String name, TensorShapeProto.Dimension... dimensions) {
        graph.addOutput(floats(name, dimensions));
        return this;
    }

    /// A constant without dimensions.
    OnnxGraph scalar(String name, double value) {
        return initializer(
                name, TensorProto.DataType.FLOAT, littleEndian(Float.BYTES, bytes -> bytes.putFloat((float) value)));
    }

    /// A constant table, row-major.
    OnnxGraph table(String name, float[] values, long... dimensions) {
        return initializer(
                name,
                TensorProto.DataType.FLOAT,
                littleEndian(values.length * Float.BYTES, bytes -> bytes.asFloatBuffer()
                        .put(values)),
                dimensions);
    }

    /// A constant list of whole numbers, as operators take axes and shapes.
    OnnxGraph longs(String name, long... values) {
        return initializer(
                name,
                TensorProto.DataType.INT64,
                littleEndian(values.length * Long.BYTES, bytes -> bytes.asLongBuffer()
                        .put(values)),
                values.length);
    }

    /// A whole number without dimensions.
    OnnxGraph longScalar(String name, long value) {
        return initializer(name, TensorProto.DataType.INT64, littleEndian(Long.BYTES, bytes -> bytes.putLong(value)));
    }

    /// Truth values as 0 and 1.
    OnnxGraph cast(String output, String input) {
        graph.addNode(
                built("Cast", output, input).addAttribute(attribute("to", TensorProto.DataType.FLOAT.getNumber())));
        return this;
    }

    /// For every place along an axis, the sum of what comes after it.
    OnnxGraph cumulated(String output, String input, String axis) {
        graph.addNode(built("CumSum", output, input, axis)
                .addAttribute(attribute("exclusive", 1))
                .addAttribute(attribute("reverse", 1)));
        return this;
    }

    OnnxGraph node(String operator, String output, String... inputs) {
        graph.addNode(built(operator, output, inputs));
        return this;
    }

    /// A reduction that leaves an axis of size 1.
    OnnxGraph reduction(String operator, String output, String... inputs) {
        graph.addNode(built(operator, output, inputs).addAttribute(attribute("keepdims", 1)));
        return this;
    }

    /// A node with one whole number as attribute.
    OnnxGraph node(String operator, String attribute, long value, String output, String... inputs) {
        graph.addNode(built(operator, output, inputs).addAttribute(attribute(attribute, value)));
        return this;
    }

    /// A node with a list of whole numbers as attribute.
    OnnxGraph node(String operator, String attribute, List<Long> values, String output, String... inputs) {
        graph.addNode(built(operator, output, inputs)
                .addAttribute(AttributeProto.newBuilder()
                        .setName(attribute)
                        .setType(AttributeProto.AttributeType.INTS)
                        .addAllInts(values)));
        return this;
    }

    byte[] bytes() {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("segue")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static NodeProto.Builder built(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setName(output)
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    private static AttributeProto.Builder attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value);
    }

    private OnnxGraph initializer(String name, TensorProto.DataType type, ByteString data, long... dimensions) {
        var tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(data);
        for (long dimension : dimensions) {
            tensor.addDims(dimension);
        }
        graph.addInitializer(tensor);
        return this;
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

    private static ByteString littleEndian(int size, Consumer<ByteBuffer> fill) {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        fill.accept(bytes);
        return ByteString.copyFrom(bytes.clear());
    }
}
