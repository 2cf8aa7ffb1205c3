package dev.kern.onnx;

import dev.kern.data.file.Content;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.Problem;
import dev.kern.data.file.RegularFile;
import dev.kern.data.file.ZipFiles;
import dev.kern.data.hdf5.Hdf5File;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.json.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// What a Keras model file holds: the description of its layers, and their weights.
///
/// A `.keras` file is a zip archive of both; an `.h5` file has the description as an attribute.
///
/// @param name what messages call the file
/// @param config the description
/// @param weights the arrays
/// @param groups where in `weights` each layer has its own, by its name
/// @param version of Keras
record KerasFile(
    String name,
    Map<String, Object> config,
    Hdf5File weights,
    Map<String, String> groups,
    String version) {
  private static final String WEIGHTS = "model.weights.h5";
  private static final String CONFIG = "config.json";
  private static final String METADATA = "metadata.json";
  private static final String VERSION = "keras_version";
  private static final String MODEL = "model_weights";
  private static final int LONGEST_CONFIG = 1 << 26;
  private static final int DEEPEST = 16;
  private static final String VARS = "/vars";

  /// Where a model has its layers' groups, in Keras 3 and before.
  private static final List<String> FOLDERS = List.of("layers/", "_layer_checkpoint_dependencies/");

  static KerasFile read(Path file) {
    RegularFile.expect(file);
    boolean zip;
    try (Content content = Content.open(file)) {
      zip = content.isZip();
    }
    return zip ? zipped(file) : ofHdf5(file.toString(), Hdf5File.read(file));
  }

  /// A file whose content is in memory, in HDF5.
  static KerasFile ofHdf5(String name, Hdf5File weights) {
    String text =
        weights
            .text("", "model_config")
            .orElseThrow(
                () ->
                    Problem.at(name, "it holds weights without a model")
                        .given(
                            "groups "
                                + Problem.list(
                                    weights.groups().stream().skip(1).limit(20).toList()))
                        .expected("the attribute model_config")
                        .fix("save the whole model in Keras: model.save('model.keras')"));
    Map<String, String> groups = new HashMap<>();
    for (String path : weights.groups()) {
      if (path.startsWith(MODEL + "/")) {
        groups.put(path.substring(MODEL.length() + 1), path);
      }
    }
    return new KerasFile(
        name,
        config(name + ", model_config", text),
        weights,
        groups,
        weights.text("", VERSION).orElse(""));
  }

  private static KerasFile zipped(Path file) {
    try (ZipFile zip = ZipFiles.open(file)) {
      Map<String, Object> tree = json(file, zip, CONFIG);
      byte[] content = entry(file, zip, WEIGHTS, Integer.MAX_VALUE - 8);
      Hdf5File weights = Hdf5File.of(file + ", " + WEIGHTS, content);
      Object version = json(file, zip, METADATA).get(VERSION);
      return new KerasFile(
          file.toString(),
          tree,
          weights,
          named(file.toString(), weights, tree),
          String.valueOf(version));
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }

  private static Map<String, Object> json(Path file, ZipFile zip, String name) throws IOException {
    byte[] text = entry(file, zip, name, LONGEST_CONFIG);
    return config(file + ", " + name, new String(text, StandardCharsets.UTF_8));
  }

  /// An entry as Keras stores it, without packing: no more memory than the file has bytes.
  private static byte[] entry(Path file, ZipFile zip, String name, int most) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null || entry.getMethod() != ZipEntry.STORED || entry.getSize() > most) {
      throw Problem.at(file.toString(), "not a model file of Keras's")
          .given(
              entry == null
                  ? "a zip archive without " + name
                  : "%s of %s bytes%s"
                      .formatted(
                          name,
                          Problem.count(entry.getSize()),
                          entry.getMethod() == ZipEntry.STORED ? "" : ", packed"))
          .expected("%s, not packed, of at most %s bytes".formatted(name, Problem.count(most)))
          .fix("save the model again in Keras: model.save('model.keras')");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes((int) entry.getSize());
    }
  }

  private static Map<String, Object> config(String where, String text) {
    Object tree = JsonText.parse(where, text.getBytes(StandardCharsets.UTF_8));
    if (!(tree instanceof Map)) {
      throw Problem.at(where, "the description of the model is not an object")
          .given(Problem.quote(JsonText.line(tree)))
          .fix("save the model again in Keras: model.save('model.keras')");
    }
    return JsonText.object(tree);
  }

  /// Groups by the names that they say are their layers'; where they don't, as in files before
  /// Keras 3, by the layers' classes, counted in each model.
  private static Map<String, String> named(
      String file, Hdf5File weights, Map<String, Object> config) {
    Map<String, Map<String, String>> said = new HashMap<>();
    for (String path : weights.groups()) {
      if (path.endsWith(VARS)) {
        String layer = path.substring(0, path.length() - VARS.length());
        String folder = layer.substring(0, layer.lastIndexOf('/') + 1);
        weights
            .text(path, "name")
            .ifPresent(
                name -> said.computeIfAbsent(folder, _ -> new HashMap<>()).putIfAbsent(name, path));
      }
    }
    Map<String, String> groups = new HashMap<>();
    name(new Names(file, weights, said, groups), config, "", "", 0);
    return groups;
  }

  /// What names of groups are found with.
  ///
  /// @param said the groups of each folder by the names that they say
  /// @param groups gets the groups by the names of layers
  private record Names(
      String file,
      Hdf5File weights,
      Map<String, Map<String, String>> said,
      Map<String, String> groups) {}

  /// @param parent where the model's own groups are
  /// @param prefix what stands before the names of its layers
  private static void name(
      Names names, Map<String, Object> model, String parent, String prefix, int depth) {
    if (depth > DEEPEST) {
      return; // such a model is refused
    }
    List<String> folders = FOLDERS.stream().map(folder -> parent + folder).toList();
    Map<String, Integer> counts = new HashMap<>();
    for (Map<String, Object> layer : KerasModel.layers(names.file, model)) {
      String word = KerasLayer.snakeCase(String.valueOf(layer.get("class_name")));
      int count = counts.merge(word, 1, Integer::sum);
      String own = (count == 1 ? word : word + "_" + (count - 1)) + VARS;
      String name = KerasModel.name(layer);
      String path =
          folders.stream()
              .map(folder -> names.said.getOrDefault(folder, Map.of()).get(name))
              .filter(Objects::nonNull)
              .findFirst()
              .or(
                  () ->
                      folders.stream()
                          .map(folder -> folder + own)
                          .filter(names.weights.groups()::contains)
                          .findFirst())
              .orElse(folders.getFirst() + own);
      names.groups.put(prefix + name, path);
      if (KerasModel.isModel(layer)) {
        String inner = path.substring(0, path.length() - VARS.length() + 1);
        name(names, layer, inner, prefix + name + "/", depth + 1);
      }
    }
  }

  /// The weights of a layer, in the order of the names; empty for a name that may be missing.
  ///
  /// Fails with `DataException` if one is missing that the layer needs, or isn't made of floats.
  ///
  /// @param names what Keras calls them
  List<Tensor> weights(KerasLayer layer, List<String> names) {
    String group = group(layer.owner());
    Map<String, NumberArray> own = new HashMap<>();
    if (group != null) {
      weights
          .arrays()
          .forEach(
              (path, array) -> {
                if (path.startsWith(group + "/")) {
                  String last = path.substring(path.lastIndexOf('/') + 1);
                  own.put(last.replaceFirst(":0$", ""), array);
                }
              });
    }
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      @Nullable NumberArray array = own.get(names.get(i));
      if (array == null) {
        array = own.get(Integer.toString(i)); // in .keras files
      }
      if (array == null) {
        array = own.get("depthwise_" + names.get(i)); // before Keras 3
      }
      if (array == null || array.type().isEmpty() || array.type().get().whole()) {
        throw layer
            .problem(name, "its weights are not in the file")
            .given(
                array == null
                    ? "only " + Problem.list(own.keySet().stream().sorted().toList())
                    : array.toString())
            .expected("an array '%s' of floats".formatted(names.get(i)))
            .fix("save the model again in Keras: model.save('model.keras')");
      }
      tensors.add(Tensor.of(shape(layer, array), array.floats()));
    }
    return tensors;
  }

  /// Where a layer has its weights; an `.h5` file has those of all layers in a nested model below
  /// that model, under names that Keras versions begin in other ways.
  private @Nullable String group(String owner) {
    String known = groups.get(owner);
    int outer = owner.indexOf('/');
    if (known != null || outer < 0) {
      return known;
    }
    String begin = owner.substring(0, outer + 1);
    String end = owner.substring(owner.lastIndexOf('/'));
    return groups.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(begin) && entry.getKey().endsWith(end))
        .map(Map.Entry::getValue)
        .sorted()
        .findFirst()
        .orElse(null);
  }

  private Shape shape(KerasLayer layer, NumberArray array) {
    if (LongStream.of(array.shape()).anyMatch(extent -> extent > Integer.MAX_VALUE)) {
      throw layer
          .problem(name, "its weights are too large")
          .given(array.toString())
          .fix("use a smaller network");
    }
    return Shape.of(LongStream.of(array.shape()).mapToInt(Math::toIntExact).toArray());
  }

  /// Whether Keras 3 wrote it, where some words have other meanings than before.
  boolean isOfKeras3() {
    return !version.startsWith("2.");
  }

  /// What the model is called.
  Optional<String> title() {
    return KerasLayer.inner(config).get("name") instanceof String word
        ? Optional.of(word)
        : Optional.empty();
  }
}
