package dev.kern.onnx;

import dev.kern.data.ImageShape;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.Problem;
import dev.kern.data.file.WireWriter;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.json.RecordMapper;
import dev.kern.layer.Scope;
import dev.kern.model.Decision;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import java.nio.file.Path;
import java.util.List;

/// Writes trained models as ONNX files.
///
/// | tensor                   | shape                                                   |
/// |--------------------------|---------------------------------------------------------|
/// | input `images`           | `[N, C, H, W]`, normalised as the training images were |
/// | output `logits`          | `[N, classes]`                                          |
/// | output `probabilities`   | `[N, classes]`, the softmax of the logits               |
///
/// A network for labels has `logits` and `probabilities` too, the sigmoid of each logit; one for
/// values has the output `values`, `[N, values]`, alone. A network with heads has an output for
/// each, named by the head: its logits, or its values.
///
/// The metadata say what a program needs to use the model: `classes`, a JSON array of names, and
/// `normalization`, `{"center": c, "span": s}` for `input = (pixel - c) / s`, with a list
/// `channels` of such pairs if the channels differ, and `levels`, `{"black": b, "white": w}`, if
/// the training images were integers other than 0 to 255; in place of `classes` for other targets
/// `targets`, `{"kind": "values", "names": [...]}`. If the training images were resized to the size
/// of the input, `resize` says how: `"stretch"`, `"reducedStretch"`, `"crop"` or `"pad"`, as
/// [dev.kern.data.ResizeMode] has it. If the model has them, `decision` says how many classes to
/// name and the least probability of an answer: `{"top": 3, "threshold": 0.8}`.
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
  /// Fails with `DataException` if it can't be written, or a head is called `images`, as the input
  /// is.
  public static void write(TrainedModel trained, Path file) {
    AtomicOutput.replace(file, toBytes(trained));
  }

  /// The content of the file.
  public static byte[] toBytes(TrainedModel trained) {
    Model model = trained.model();
    ImageShape image = model.image();
    Graph graph = new Graph();
    Node images = model.images(graph, 1);
    Node logits = model.logits(Scope.inference(graph), images);
    GraphWriter writer = new GraphWriter(model.network().name());
    writer.input(images.name(), image.channels(), image.height(), image.width());
    boolean heads = !model.targets().heads().isEmpty();
    // Where the rows of heads stand side by side, they are outputs by themselves already.
    List<Node> nodes = graph.nodes().stream().filter(n -> !(heads && n.equals(logits))).toList();
    GraphExport export = new GraphExport(nodes, trained.weights(), writer);
    if (!heads) {
      export.outputs(logits, model.targets().kind());
    } else {
      expectFreeNames(model, graph);
      export.outputs(logits.inputs(), List.copyOf(model.targets().heads().keySet()));
    }
    return message(model, writer, export.usesGelu());
  }

  /// Refuses a head whose name another value of the graph has.
  private static void expectFreeNames(Model model, Graph graph) {
    for (String head : model.targets().heads().keySet()) {
      if (graph.find(head).isPresent()) {
        throw Problem.at("network '" + model.network().name() + "'", "it can't be exported to ONNX")
            .given("a head called '%s', as another value of the graph is".formatted(head))
            .expected("heads with names of their own, after which the outputs are named")
            .fix("call the head something else");
      }
    }
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
    model
        .normalization()
        .ifPresent(how -> metadata(message, Metadata.NORMALIZATION, RecordMapper.PLAIN.line(how)));
    model
        .resizeMode()
        .ifPresent(how -> metadata(message, Metadata.RESIZE, RecordMapper.PLAIN.line(how)));
    if (!model.decision().equals(Decision.USUAL)) {
      metadata(message, Metadata.DECISION, RecordMapper.PLAIN.line(model.decision()));
    }
    return message.toBytes();
  }

  private static void metadata(WireWriter message, String key, String value) {
    message.message(
        Fields.Model.METADATA,
        new WireWriter().text(Fields.Entry.KEY, key).text(Fields.Entry.VALUE, value));
  }
}
