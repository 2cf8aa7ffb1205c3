package dev.kern.weights;

import dev.kern.data.file.NumberArray;
import dev.kern.data.file.Problem;
import dev.kern.data.pickle.PyTorchFile;
import dev.kern.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A file of weights by name, open for reading, whichever program wrote it.
///
/// Names lose what tools have put before all of them, such as `module.`.
final class WeightFile implements AutoCloseable {
  private static final List<String> PYTORCH = List.of(".pt", ".pth", ".bin", ".ckpt");
  private static final String SAFETENSORS = ".safetensors";

  /// What wrappers of a network put before its names.
  private static final List<String> WRAPPERS =
      List.of("module.", "_orig_mod.", "model.", "net.", "network.", "backbone.");

  private final String place;
  private final Map<String, NumberArray> arrays;
  private final AutoCloseable source;

  private WeightFile(String place, Map<String, NumberArray> arrays, AutoCloseable source) {
    this.place = place;
    this.arrays = unwrapped(arrays);
    this.source = source;
  }

  /// Whether a file's name says that it holds weights without a network.
  static boolean isPyTorch(Path file) {
    return hasEnd(file, PYTORCH);
  }

  private static boolean hasEnd(Path file, List<String> ends) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return ends.stream().anyMatch(name::endsWith);
  }

  /// Opens a file.
  ///
  /// Fails with `DataException` if there is none, it can't be read, or it isn't sound.
  static WeightFile open(Path file) {
    if (isPyTorch(file)) {
      PyTorchFile source = PyTorchFile.open(file);
      String key = source.key().map(k -> ", key " + Problem.quote(k)).orElse("");
      return new WeightFile(file + key, source.arrays(), source);
    }
    if (hasEnd(file, List.of(SAFETENSORS))) {
      SafetensorsFile source = SafetensorsFile.open(file);
      return new WeightFile(file.toString(), source.arrays(), source);
    }
    throw Problem.at(file.toString(), "the name doesn't say what the file holds")
        .expected("a name that ends in %s or %s".formatted(String.join(", ", PYTORCH), SAFETENSORS))
        .fix("rename the file, or convert it");
  }

  private static Map<String, NumberArray> unwrapped(Map<String, NumberArray> arrays) {
    Map<String, NumberArray> bare = arrays;
    for (int i = 0; i < WRAPPERS.size(); ) {
      String wrapper = WRAPPERS.get(i);
      if (bare.isEmpty() || !bare.keySet().stream().allMatch(name -> name.startsWith(wrapper))) {
        i++;
        continue;
      }
      Map<String, NumberArray> shorter = new LinkedHashMap<>();
      bare.forEach((name, array) -> shorter.put(name.substring(wrapper.length()), array));
      bare = shorter;
      i = 0;
    }
    return bare;
  }

  /// What messages call the file.
  String place() {
    return place;
  }

  /// The arrays by name, in the file's order; their numbers can be read while it is open.
  Map<String, NumberArray> arrays() {
    return arrays;
  }

  @Override
  public void close() {
    try {
      source.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e); // neither of the two throws one
    }
  }
}
