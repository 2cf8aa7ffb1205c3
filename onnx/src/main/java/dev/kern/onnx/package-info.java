/// Models that come from and go to other frameworks, as ONNX files.
///
/// [OnnxExport] writes what Kern has trained; [OnnxImport] reads convolutional networks that others
/// have, as layers that can be trained further.
///
/// {@snippet file="dev/kern/examples/EntryPoints.java" region="onnx"}
///
/// ONNX keeps images as `[N, C, H, W]`, Kern as `[N, H, W, C]`. No transpose is written for that:
/// filters are stored in the other order, and the weights behind a flattened image have their rows
/// exchanged by a `RowOrder`.
///
/// Source: the format's specification, <https://onnx.ai/onnx/repo-docs/IR.html>.
@NullMarked
package dev.kern.onnx;

import org.jspecify.annotations.NullMarked;
