package dev.segue.recommending.planted.onnx;

import ai.onnxruntime.OrtEnvironment;

final class KnowsOnnx {

    private KnowsOnnx() {}

    static Class<?> type() {
        return OrtEnvironment.class;
    }
}
