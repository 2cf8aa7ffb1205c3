package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.ImageShape;
import dev.kern.data.file.DataException;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The ONNX project's own tests of single operations, from its folder
/// `onnx/backend/test/data/node`: what is read gives their numbers, all else is refused with a
/// cure.
///
/// Runs where `-Donnx.backend=FOLDER` names that folder; `-Donnx.report=FILE` gets a line about
/// each. The first float of two to four axes is taken for the images, all other inputs become
/// constants, and the results are multiplied by the unit matrix, so that they are rows.
@EnabledIfSystemProperty(named = "onnx.backend", matches = ".+")
final class BackendTest {
  private static final Path FOLDER = Path.of(System.getProperty("onnx.backend", ""));
  private static final String REPORT = System.getProperty("onnx.report", "");
  private static final double CLOSE = 1e-4;
  private static final int LARGEST = 4096;

  /// What came of a test.
  private record Outcome(String verdict, String why) {}

  @Test
  void noneIsWrong() throws IOException {
    Map<String, Outcome> outcomes = new TreeMap<>();
    try (Stream<Path> folders = Files.list(FOLDER)) {
      for (Path folder : folders.sorted().toList()) {
        outcomes.put(folder.getFileName().toString(), outcome(folder));
      }
    }
    if (!REPORT.isEmpty()) {
      List<String> lines = new ArrayList<>();
      outcomes.forEach(
          (name, outcome) ->
              lines.add(
                  "%s\t%s\t%s".formatted(outcome.verdict, name, outcome.why.replace("\n", " | "))));
      Files.write(Path.of(REPORT), lines);
    }
    assertThat(outcomes.values())
        .filteredOn(o -> o.verdict.equals("agrees"))
        .hasSizeGreaterThan(50);
    Map<String, Outcome> wrong = new TreeMap<>(outcomes);
    wrong.values().removeIf(o -> List.of("agrees", "refused", "no image").contains(o.verdict));
    assertThat(wrong).isEmpty();
  }

  private static Outcome outcome(Path folder) throws IOException {
    OnnxFile read;
    Optional<Example> example;
    try {
      byte[] content = Files.readAllBytes(folder.resolve("model.onnx"));
      read =
          FileReader.read(
              WireReader.of(folder.getFileName().toString(), content),
              new ExternalData(folder.toString(), folder));
      example = Example.of(read, folder.resolve("test_data_set_0"));
    } catch (DataException e) {
      return new Outcome("refused", String.valueOf(e.getMessage()));
    }
    if (example.isEmpty()) {
      return new Outcome("no image", "");
    }
    try {
      return example.get().outcome();
    } catch (DataException e) {
      String message = String.valueOf(e.getMessage());
      return new Outcome(message.contains("\n  fix  ") ? "refused" : "no cure", message);
    } catch (RuntimeException e) {
      return new Outcome("failed", e.toString());
    }
  }

  /// A test as a file with images, and what it gives for them.
  ///
  /// @param images `[N, C, H, W]`, as the input's extents say
  /// @param step from one number of a quantised result to the next, or 0
  /// @param least the least number of a quantised result, which Kern doesn't cut off
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Example(
      OnnxFile file, float[] images, float[] expected, double step, double least) {
    static Optional<Example> of(OnnxFile file, Path folder) throws IOException {
      Map<String, Literal> constants = new LinkedHashMap<>(file.constants());
      OnnxFile.@Nullable Input taken = null;
      Tensor images = Tensor.scalar(0);
      List<Operation> operations = new ArrayList<>();
      double step = 0;
      double least = 0;
      for (int i = 0; i < file.inputs().size(); i++) {
        OnnxFile.Input input = file.inputs().get(i);
        Path data = folder.resolve("input_%d.pb".formatted(i));
        if (!Files.exists(data)) {
          continue;
        }
        Literal literal = literal(data);
        Optional<Tensor> found =
            taken == null ? images(file, literal, folder, i) : Optional.empty();
        if (found.isPresent()) {
          taken = input;
          images = found.get();
          if (literal instanceof Literal.Bytes) {
            operations.add(
                operation("QuantizeLinear", input.name(), "images", name(file, 1), name(file, 2)));
          }
        } else {
          constants.put(input.name(), literal);
        }
      }
      Path answer = folder.resolve("output_0.pb");
      if (taken == null || !Files.exists(answer) || file.outputs().isEmpty()) {
        return Optional.empty();
      }
      Literal result = literal(answer);
      String output = file.outputs().getFirst();
      String begin = operations.isEmpty() ? taken.name() : "images";
      List<Long> extents = new ArrayList<>();
      for (int axis = 0; axis < images.shape().rank(); axis++) {
        extents.add((long) images.shape().extent(axis));
      }
      if (extents.size() == 2) {
        extents.addAll(List.of(1L, 1L));
        operations.addFirst(operation("Flatten", begin, "pixels"));
        begin = "pixels";
      }
      operations.addAll(file.operations());
      float[] expected;
      if (result instanceof Literal.Floats(Tensor tensor)) {
        expected = tensor.toArray();
      } else if (result instanceof Literal.Bytes bytes && file.inputs().size() >= 8) {
        Tensor tensor = bytes.tensor();
        Tensor scale = floats(constants.get(name(file, 6)));
        Tensor zero = bytes(constants.get(name(file, 7)));
        expected = tensor.toArray();
        for (int k = 0; k < expected.length; k++) {
          expected[k] = (expected[k] - zero.at(0)) * scale.at(0);
        }
        step = scale.at(0);
        least = (bytes.least() - zero.at(0)) * step;
        operations.add(operation("DequantizeLinear", "real", output, name(file, 6), name(file, 7)));
        output = "real";
      } else {
        return Optional.empty();
      }
      int count = images.shape().extent(0);
      int width = expected.length / Math.max(1, count);
      boolean finite = true;
      for (float value : expected) {
        finite &= Float.isFinite(value);
      }
      if (width == 0 || width > LARGEST || expected.length % count != 0 || !finite) {
        return Optional.empty();
      }
      boolean end = file.operations().getLast().type().endsWith("oftmax");
      if (!end) {
        operations.add(operation("Flatten", "rows", output));
        constants.put("unit", unit(width));
        operations.add(operation("MatMul", "unmoved", "rows", "unit"));
        output = "unmoved";
      }
      OnnxFile whole =
          new OnnxFile(
              file.file(),
              file.opset(),
              "example",
              operations,
              constants,
              List.of(new OnnxFile.Input(begin, extents)),
              List.of(output),
              Map.of());
      return Optional.of(new Example(whole, images.toArray(), expected, step, least));
    }

    /// Images, if an input can be some.
    private static Optional<Tensor> images(OnnxFile file, Literal literal, Path folder, int place)
        throws IOException {
      if (literal instanceof Literal.Floats(Tensor tensor)
          && tensor.shape().rank() >= 2
          && tensor.shape().rank() <= 4) {
        return Optional.of(tensor);
      }
      boolean quantized = file.operations().getFirst().type().startsWith("QLinear");
      if (quantized && place == 0 && literal instanceof Literal.Bytes(Tensor tensor, _)) {
        Tensor scale = floats(literal(folder.resolve("input_1.pb")));
        Tensor zero = bytes(literal(folder.resolve("input_2.pb")));
        float[] values = tensor.toArray();
        for (int i = 0; i < values.length; i++) {
          values[i] = (values[i] - zero.at(0)) * scale.at(0);
        }
        return Optional.of(Tensor.of(tensor.shape(), values));
      }
      return Optional.empty();
    }

    Outcome outcome() {
      TrainedModel model = OnnxImport.read(file, ImportOptions.NONE);
      ImageShape image = model.model().image();
      List<Long> extents = file.inputs().getFirst().extents();
      boolean first = extents.size() == 3 || extents.get(1) == image.channels();
      float[] sorted = first ? channelsLast(image) : images;
      float[][] rows = Architectures.logits(model, sorted, Engine.REFERENCE);
      int width = expected.length / rows.length;
      double error = 0;
      double largest = 1;
      for (int i = 0; i < expected.length; i++) {
        float[] row = rows[Math.floorDiv(i, width)];
        if (row.length != width) {
          return new Outcome("wrong", "%d numbers instead of %d".formatted(row.length, width));
        }
        double difference = Math.abs(answer(row, i % width) - expected[i]);
        error = Math.max(error, Double.isNaN(difference) ? Double.MAX_VALUE : difference);
        largest = Math.max(largest, Math.abs(expected[i]));
      }
      boolean close = error <= CLOSE * largest + 0.51 * step;
      return new Outcome(close ? "agrees" : "wrong", "error %s of %s".formatted(error, largest));
    }

    /// A number of a row, behind the softmax that Kern leaves out.
    private double answer(float[] row, int place) {
      String last = file.operations().getLast().type();
      if (!last.endsWith("oftmax")) {
        return step == 0 ? row[place] : Math.clamp(row[place], least, least + 255 * step);
      }
      double most = IntStream.range(0, row.length).mapToDouble(i -> row[i]).max().orElse(0);
      double sum = IntStream.range(0, row.length).mapToDouble(i -> Math.exp(row[i] - most)).sum();
      return last.equals("Softmax")
          ? Math.exp(row[place] - most) / sum
          : row[place] - most - Math.log(sum);
    }

    private float[] channelsLast(ImageShape shape) {
      float[] result = new float[images.length];
      int area = shape.height() * shape.width();
      for (int i = 0; i < images.length; i++) {
        int pixel = i % area;
        int c = i / area % shape.channels();
        int n = i / shape.size();
        result[(n * area + pixel) * shape.channels() + c] = images[i];
      }
      return result;
    }
  }

  private static String name(OnnxFile file, int input) {
    return file.inputs().get(input).name();
  }

  private static Operation operation(String type, String output, String... inputs) {
    return new Operation(type, "", "", List.of(inputs), List.of(output), Map.of());
  }

  private static Literal literal(Path file) throws IOException {
    return TensorReader.read(
            WireReader.of(file.toString(), Files.readAllBytes(file)),
            new ExternalData(file.toString(), file.getParent()))
        .literal();
  }

  private static Tensor floats(@Nullable Literal literal) {
    return literal instanceof Literal.Floats(Tensor tensor) ? tensor : Tensor.scalar(1);
  }

  private static Tensor bytes(@Nullable Literal literal) {
    return literal instanceof Literal.Bytes(Tensor tensor, _) ? tensor : Tensor.scalar(0);
  }

  private static Literal unit(int width) {
    float[] values = new float[width * width];
    for (int i = 0; i < width; i++) {
      values[i * width + i] = 1;
    }
    return new Literal.Floats(Tensor.of(Shape.of(width, width), values));
  }
}
