package dev.kern.weights;

import dev.kern.data.ImageShape;
import dev.kern.graph.Tensor;
import dev.kern.model.ImageRunner;
import dev.kern.model.TrainedModel;
import dev.kern.safetensors.Safetensors;
import dev.kern.testing.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A network of another program's, as a fixture describes it: the names and shapes of its arrays,
/// and its logits for 8 images with [Noise] as weights.
///
/// @param side rows and columns of the images
/// @param logits those of each image
/// @param shapes the extents of each array by its name
record StateDict(int side, List<float[]> logits, Map<String, int[]> shapes) {
  /// The fixture of an architecture and a naming: `resnet18.timm`.
  static StateDict of(String name) {
    int side = 0;
    List<float[]> logits = new ArrayList<>();
    Map<String, int[]> shapes = new LinkedHashMap<>();
    for (String line : lines(Fixtures.path("architectures/" + name + ".txt"))) {
      String[] words = line.split(" ");
      if (words[0].equals("side")) {
        side = Integer.parseInt(words[1]);
      } else if (words[0].equals("logits")) {
        logits.add(floats(words, 1));
      } else if (!words[0].equals("#") && !line.contains(" long")) {
        shapes.put(words[0], Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray());
      }
    }
    return new StateDict(side, logits, shapes);
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static float[] floats(String[] words, int from) {
    float[] numbers = new float[words.length - from];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(words[from + i]);
    }
    return numbers;
  }

  /// Writes its weights.
  Path write(Path file) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> tensors.put(name, Noise.weights(name, shape)));
    new Safetensors(Map.of(), tensors).write(file);
    return file;
  }

  ImageShape image() {
    return new ImageShape(side, side, 3);
  }

  /// The largest difference between a model's logits and those here, as a part of the largest
  /// logit.
  double error(TrainedModel model) {
    ImageRunner runner = ImageRunner.of(model);
    int size = model.model().image().size();
    float[] images = Noise.images(logits.size() * size);
    double largest = 0;
    double error = 0;
    for (int n = 0; n < logits.size(); n++) {
      float[] own = runner.outputs(Arrays.copyOfRange(images, n * size, (n + 1) * size));
      for (int i = 0; i < own.length; i++) {
        largest = Math.max(largest, Math.abs(logits.get(n)[i]));
        error = Math.max(error, Math.abs(own[i] - logits.get(n)[i]));
      }
    }
    return error / largest;
  }
}
