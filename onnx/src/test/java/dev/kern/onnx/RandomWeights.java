package dev.kern.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Weights for files that came without those that lie beside them.
final class RandomWeights {
  private final Random random = new Random(9);
  private final Map<Path, byte[]> files = new HashMap<>();

  private final double gain;

  private RandomWeights(double gain) {
    this.gain = gain;
  }

  /// Copies a model into a folder, with random numbers for the tensors in other files.
  static Path beside(Path model, Path folder) throws IOException {
    return beside(model, folder, 0.5);
  }

  /// The same.
  ///
  /// @param gain the variance of a filter's weights times their number; 2 keeps a ReLU's numbers as
  ///   large as they are
  static Path beside(Path model, Path folder, double gain) throws IOException {
    byte[] content = Files.readAllBytes(model);
    RandomWeights weights = new RandomWeights(gain);
    WireReader message = WireReader.of(model.toString(), content);
    while (message.next()) {
      if (message.field() == Fields.Model.GRAPH) {
        weights.graph(message.message(), folder);
      } else {
        message.skip();
      }
    }
    for (Map.Entry<Path, byte[]> file : weights.files.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
    return Files.write(folder.resolve(model.getFileName()), content);
  }

  private void graph(WireReader graph, Path folder) {
    while (graph.next()) {
      if (graph.field() == Fields.Graph.INITIALIZER) {
        tensor(graph.message(), folder);
      } else {
        graph.skip();
      }
    }
  }

  private void tensor(WireReader tensor, Path folder) {
    List<Long> extents = new ArrayList<>();
    Map<String, String> entries = new HashMap<>();
    String name = "";
    while (tensor.next()) {
      switch (tensor.field()) {
        case Fields.Tensor.EXTENT -> tensor.integers(extents, 8);
        case Fields.Tensor.NAME -> name = tensor.text();
        case Fields.Tensor.EXTERNAL -> {
          MetadataEntry entry = MetadataEntry.read(tensor.message());
          entries.put(entry.key(), entry.value());
        }
        default -> tensor.skip();
      }
    }
    String location = entries.get("location");
    if (location != null) {
      int offset = Integer.parseInt(entries.getOrDefault("offset", "0"));
      int length = Integer.parseInt(entries.getOrDefault("length", "0"));
      byte[] file = files.getOrDefault(folder.resolve(location), new byte[0]);
      byte[] longer = Arrays.copyOf(file, Math.max(file.length, offset + length));
      ByteBuffer numbers =
          ByteBuffer.wrap(longer, offset, length).slice().order(ByteOrder.LITTLE_ENDIAN);
      while (numbers.hasRemaining()) {
        numbers.putFloat(number(name, extents));
      }
      files.put(folder.resolve(location), longer);
    }
  }

  private float number(String name, List<Long> extents) {
    if (extents.size() > 1) {
      long inputs = extents.stream().skip(1).reduce(1L, (a, b) -> a * b);
      return (float) (random.nextGaussian() * Math.sqrt(gain / inputs));
    }
    boolean positive = name.contains("var") || name.endsWith("weight");
    return positive ? 0.5f + random.nextFloat() : (float) (0.1 * random.nextGaussian());
  }
}
