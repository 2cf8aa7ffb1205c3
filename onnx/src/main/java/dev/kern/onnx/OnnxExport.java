package dev.kern.onnx;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Targets;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.Problem;
import dev.kern.data.file.WireWriter;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.json.RecordMapper;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import java.nio.file.Path;

/// Writes trained models as ONNX files.
///
/// | tensor                   | shape                                                   |
/// |--------------------------|---------------------------------------------------------|
/// | input `images`           | `[N, C, H, W]`, normalised as the training images were |
/// | output `logits`          | `[N, classes]`                                          |
/// | output `probabilities`   | `[N, classes]`, the softmax of the logits               |
///
/// A network for labels has `logits` and `probabilities` too, the sigmoid of each logit; one for
/// values has the output `values`, `[N, values]`, alone.
///
/// The metadata say what a program needs to use the model: `classes`, a JSON array of names, and
/// `normalization`, `{"center": c, "span": s}` for `input = (pixel - c) / s`; in place of `classes`
/// for other targets `targets`, `{"kind": "values", "names": [...]}`.
///
/// Equal models give equal bytes.
public final class OnnxExport {
  private static final int OPSET = 17;
  private static final int OPSET_OF_GELU = 20;
  private static final int IR_VERSION = 8;
  private static final int IR_VERSION_OF_GELU = 9;

  private OnnxExport() {}

  /// Writes a file, in place of the one that is there; whole or not at all.
  ///
  /// Fails with `DataException` if it can't be written, or the network has several heads.
  public static void write(TrainedModel trained, Path file) {
    AtomicOutput.replace(file, toBytes(trained));
  }

  /// The content of the file.
  public static byte[] toBytes(TrainedModel trained) {
    Model model = trained.model();
    if (model.targets().kind() == Targets.Kind.HEADS) {
      throw Problem.at("network '" + model.network().name() + "'", "it can't be exported to ONNX")
          .given("a network with the heads " + String.join(", ", model.targets().heads().keySet()))
          .expected("a network with one output")
          .fix("export a network of the layers before heads(...) and those of one head");
    }
    ImageShape image = model.image();
    Graph graph = new Graph();
    Node images =
        graph.placeholder("images", Shape.of(1, image.height(), image.width(), image.channels()));
    Node logits = model.network().build(graph, images, false);
    GraphWriter writer = new GraphWriter(model.network().name());
    writer.input("images", image.channels(), image.height(), image.width());
    GraphExport export = new GraphExport(graph, trained.weights(), writer);
    export.outputs(logits, model.targets().kind());
    return message(model, writer, export.usesGelu());
  }

  private static byte[] message(Model model, GraphWriter graph, boolean gelu) {
    WireWriter message =
        new WireWriter()
            .integer(Fields.Model.IR_VERSION, gelu ? IR_VERSION_OF_GELU : IR_VERSION)
            .text(Fields.Model.PRODUCER, "kern")
            .message(Fields.Model.GRAPH, graph.message())
            .message(
                Fields.Model.OPSET,
                new WireWriter()
                    .text(Fields.Opset.DOMAIN, "")
                    .integer(Fields.Opset.VERSION, gelu ? OPSET_OF_GELU : OPSET));
    if (model.targets().areClasses()) {
      metadata(message, Metadata.CLASSES, RecordMapper.PLAIN.line(model.classes()));
    } else {
      metadata(message, Metadata.TARGETS, RecordMapper.PLAIN.line(model.targets()));
    }
    model.normalization().ifPresent(n -> metadata(message, Metadata.NORMALIZATION, text(n)));
    return message.toBytes();
  }

  private static String text(Normalization normalization) {
    return RecordMapper.PLAIN.line(normalization);
  }

  private static void metadata(WireWriter message, String key, String value) {
    message.message(
        Fields.Model.METADATA,
        new WireWriter().text(Fields.Entry.KEY, key).text(Fields.Entry.VALUE, value));
  }
}
