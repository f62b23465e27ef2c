/// What a trained model is made of and how it is handed on: unit-length track vectors and an ONNX graph that turns
/// seed tracks into a playlist vector, with golden answers that are replayed before a bundle may serve.
@NullMarked
package dev.segue.modelbundle;

import org.jspecify.annotations.NullMarked;
