package dev.kern.onnx;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.ResizeMode;
import dev.kern.data.Targets;
import dev.kern.data.file.BoundedFile;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.file.RegularFile;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.json.RecordMapper;
import dev.kern.layer.Branch;
import dev.kern.layer.Concatenation;
import dev.kern.layer.Head;
import dev.kern.layer.Heads;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.model.Decision;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads convolutional networks from ONNX files, as models that can classify and be trained on.
///
/// Operations become layers, so what is read is an ordinary network of Kern's. Those that layers
/// don't have are refused, all of them in one message. The names of the classes, the normalisation,
/// the way of resizing and the threshold come from the metadata that [OnnxExport] writes; other
/// files give classes numbers.
///
/// A file is taken for hostile: what it claims is compared with what it holds, nothing recurses
/// deeper than a fixed number of levels, and no file outside of its folder is read.
public final class OnnxImport {
  private static final System.Logger LOG = System.getLogger("dev.kern");
  private static final int LONGEST_NAME = 100;

  /// ONNX files hold at most 2 GiB, and so does the largest array.
  private static final int LARGEST_FILE = Integer.MAX_VALUE - 8;

  /// The sets of operations that are tested. Later ones may give an operation another meaning.
  private static final int OLDEST_OPSET = 7;

  private static final int NEWEST_OPSET = 25;

  private OnnxImport() {}

  /// Whether a file's name says that it is one.
  public static boolean claims(Path file) {
    return file.toString().endsWith(".onnx");
  }

  /// Reads a file.
  ///
  /// Fails with `DataException` if it can't be read, is not sound, or holds another network than
  /// layers make.
  public static TrainedModel read(Path file) {
    return read(file, ImportOptions.NONE);
  }

  /// Reads a file that leaves something open.
  ///
  /// Fails as [#read(Path)] does, and if the file has no such output.
  public static TrainedModel read(Path file, ImportOptions options) {
    // Of anything else two gigabytes would have to be read to refuse it.
    RegularFile.expect(file);
    byte[] content = BoundedFile.read(file, LARGEST_FILE, "an ONNX model", "the right file");
    return read(file.toString(), content, file.toAbsolutePath().getParent(), options);
  }

  /// Reads a file whose content is in memory; `name` is for messages.
  ///
  /// Fails as [#read(Path)] does, and if weights lie in other files.
  public static TrainedModel decode(String name, byte[] content) {
    return decode(name, content, ImportOptions.NONE);
  }

  /// Reads a file whose content is in memory and that leaves something open.
  ///
  /// Fails as [#decode(String, byte[])] does, and if the file has no such output.
  public static TrainedModel decode(String name, byte[] content, ImportOptions options) {
    return read(name, content, null, options);
  }

  private static TrainedModel read(
      String name, byte[] content, @Nullable Path folder, ImportOptions options) {
    OnnxFile source = FileReader.read(WireReader.of(name, content), new ExternalData(name, folder));
    return read(source, options);
  }

  /// Makes layers of a graph's operations.
  static TrainedModel read(OnnxFile source, ImportOptions options) {
    try {
      List<String> notes = new ArrayList<>();
      TrainedModel model = model(source.towards(outputs(source, options)), options, notes);
      unusual(source.opset()).ifPresent(notes::add);
      notes.forEach(note -> LOG.log(System.Logger.Level.WARNING, source.file() + ": " + note));
      return model;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw Problem.at(source.file(), "no network can be made of its operations")
          .given(String.valueOf(e.getMessage()))
          .because(e)
          .fix("export it again, for images of the size that it was made for");
    }
  }

  /// The outputs that count.
  private static List<String> outputs(OnnxFile source, ImportOptions options) {
    if (options.output().isEmpty()) {
      return source.outputs();
    }
    String output = options.output().get();
    if (!source.outputs().contains(output)) {
      throw Problem.at(source.file(), "it has no such output")
          .given(Problem.quote(output))
          .expected("one of " + Problem.list(source.outputs()))
          .fix("choose one of these");
    }
    return List.of(output);
  }

  private static TrainedModel model(OnnxFile source, ImportOptions options, List<String> notes) {
    Optional<DataException> refused = SupportedOps.refusal(source);
    InputImport input = new InputImport(source, options);
    GraphImport graph;
    Step begin;
    ImportedValue.Images images;
    try {
      graph = new GraphImport(source, input.batch());
      begin = graph.begin();
      images = input.images(begin);
    } catch (DataException e) {
      throw refused.map(first -> DataException.all(List.of(first, e))).orElse(e);
    }
    graph.run(input.input().name(), images, refused);
    Optional<Targets> targets = targets(source);
    ImportedValue.Rows logits =
        targets
            .map(said -> said(source, graph, said))
            .orElseGet(() -> graph.logits(source.outputs()));
    List<Step> reachable = reachable(logits.step());
    if (!reachable.getFirst().equals(begin)) {
      throw Problem.at(source.file(), "its outputs don't depend on its images")
          .given("the outputs " + Problem.list(source.outputs()))
          .expected("logits of the images")
          .fix("export the classifier alone");
    }
    expectWhole(source, reachable);
    Structurizer.Result chains = Structurizer.of(source.file(), reachable, logits.step());
    List<Layer> layers =
        targets
            .filter(said -> !said.heads().isEmpty())
            .map(said -> withHeads(chains.layers(), List.copyOf(said.heads().keySet())))
            .orElse(chains.layers());
    String called = source.name().isBlank() ? "imported" : source.name();
    Network network =
        new Network(called.substring(0, Math.min(called.length(), LONGEST_NAME)), layers);
    ImageShape image = new ImageShape(images.height(), images.width(), images.channels());
    int width = logits.order().size();
    Targets said = targets.orElseGet(() -> Targets.classes(classes(source, width)));
    if (graph.isQuantized()) {
      notes.add("it is quantised; Kern computes with floats, and doesn't round between layers");
    }
    Model model =
        new Model(
            network,
            image,
            said,
            normalization(source).or(() -> InputScaling.of(reachable, begin, notes)),
            resizeMode(source),
            Optional.empty(),
            metadata(source, Metadata.DECISION, Decision.class).orElse(Decision.USUAL));
    return new TrainedModel(model, weights(model, chains.weights()));
  }

  /// Refuses parts of something written out that nothing has come of, all of them at once.
  private static void expectWhole(OnnxFile source, List<Step> reachable) {
    Set<Operation> parts = new LinkedHashSet<>();
    for (Step step : reachable) {
      Fragment fragment = step.fragment();
      if (fragment != null) {
        parts.add(fragment.operation());
      }
    }
    List<DataException> faults =
        parts.stream()
            .map(
                operation ->
                    operation.refuse(
                        source.file(),
                        "it is supported only as a part of an activation or normalisation",
                        "arithmetic that is none of Kern's",
                        "GELU, SiLU, hard swish or layer normalisation, written out"))
            .toList();
    if (!faults.isEmpty()) {
      throw DataException.all(faults);
    }
  }

  /// The outputs of a file that says what they are: those of heads side by side, of others the
  /// first one, since the sigmoid that Kern writes behind the logits of labels would be a layer.
  private static ImportedValue.Rows said(OnnxFile source, GraphImport graph, Targets targets) {
    if (targets.heads().isEmpty()) {
      ImportedValue.Rows row = graph.logits(source.outputs().stream().limit(1).toList());
      expectWidth(source, targets, row);
      return row;
    }
    if (!source.outputs().equals(List.copyOf(targets.heads().keySet()))) {
      throw Problem.at(where(source, Metadata.TARGETS), "there is not one output for each head")
          .given("the outputs " + Problem.list(source.outputs()))
          .expected("the outputs " + Problem.list(List.copyOf(targets.heads().keySet())))
          .fix("an output per head, of its name, in this order");
    }
    List<ImportedValue.Rows> rows = new ArrayList<>();
    targets
        .heads()
        .forEach(
            (name, head) -> {
              ImportedValue.Rows row = graph.logits(List.of(name));
              expectWidth(source, head, row);
              rows.add(row);
            });
    return graph.beside(rows);
  }

  /// Layers whose last one, where the heads' rows meet, becomes the heads.
  private static List<Layer> withHeads(List<Layer> layers, List<String> names) {
    List<Layer> all = new ArrayList<>(layers);
    Layer last = all.removeLast();
    List<Head> heads = new ArrayList<>();
    if (names.size() == 1) {
      heads.add(new Head(names.getFirst(), List.of(last)));
    } else {
      List<Branch> branches = ((Concatenation) last).branches();
      for (int i = 0; i < names.size(); i++) {
        heads.add(new Head(names.get(i), branches.get(i).layers()));
      }
    }
    all.add(new Heads(heads));
    return all;
  }

  /// A word of caution about operations of an age that nobody has tested.
  static Optional<String> unusual(long opset) {
    return opset == 0 || (opset >= OLDEST_OPSET && opset <= NEWEST_OPSET)
        ? Optional.empty()
        : Optional.of(
            "it uses ONNX opset %s, which is %s than the tested ones; if its results look wrong,"
                    .formatted(
                        Long.toUnsignedString(opset), opset < OLDEST_OPSET ? "older" : "newer")
                + " export it with an opset from %d to %d".formatted(OLDEST_OPSET, NEWEST_OPSET));
  }

  /// What a step depends on, in order, without recursion.
  private static List<Step> reachable(Step end) {
    Map<Integer, Step> found = new TreeMap<>();
    List<Step> open = new ArrayList<>(List.of(end));
    Set<Step> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      Step step = open.removeLast();
      found.put(step.index(), step);
      step.inputs().stream().filter(seen::add).forEach(open::add);
    }
    return List.copyOf(found.values());
  }

  private static Map<String, Tensor> weights(Model model, List<Tensor> values) {
    Graph graph = new Graph();
    ImageShape image = model.image();
    Node images =
        graph.placeholder("images", Shape.of(1, image.height(), image.width(), image.channels()));
    model.network().build(graph, images, false);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    List<Node> variables = graph.variables();
    for (int i = 0; i < variables.size(); i++) {
      Node variable = variables.get(i);
      if (!values.get(i).shape().equals(variable.shape())) {
        throw new IllegalArgumentException(
            "'%s' has shape %s, its values %s"
                .formatted(variable.name(), variable.shape(), values.get(i).shape()));
      }
      weights.put(variable.name(), values.get(i));
    }
    return weights;
  }

  private static List<String> classes(OnnxFile source, int count) {
    String text = source.metadata().get(Metadata.CLASSES);
    if (text == null) {
      return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
    String where = where(source, Metadata.CLASSES);
    List<String> classes = RecordMapper.PLAIN.parseList(where, text, String.class);
    if (classes.size() != count) {
      throw Problem.at(where, "wrong number of class names")
          .given(classes.size() + " names")
          .expected(count + " names")
          .fix("give one name per output");
    }
    return classes;
  }

  private static String where(OnnxFile source, String key) {
    return source.file() + ", metadata, " + key;
  }

  private static Optional<Targets> targets(OnnxFile source) {
    return metadata(source, Metadata.TARGETS, Targets.class);
  }

  private static void expectWidth(OnnxFile source, Targets targets, ImportedValue.Rows row) {
    int width = row.order().size();
    if (targets.width() != width) {
      throw Problem.at(where(source, Metadata.TARGETS), "there are not as many names as outputs")
          .given(targets.toString())
          .expected(width + " names")
          .fix("a name per output");
    }
  }

  private static Optional<Normalization> normalization(OnnxFile source) {
    return metadata(source, Metadata.NORMALIZATION, Normalization.class);
  }

  private static Optional<ResizeMode> resizeMode(OnnxFile source) {
    return metadata(source, Metadata.RESIZE, ResizeMode.class);
  }

  private static <T> Optional<T> metadata(OnnxFile source, String key, Class<T> type) {
    return Optional.ofNullable(source.metadata().get(key))
        .map(text -> RecordMapper.PLAIN.parse(where(source, key), text, type));
  }
}
