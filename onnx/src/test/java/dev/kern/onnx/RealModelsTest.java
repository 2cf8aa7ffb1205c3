package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.ImageShape;
import dev.kern.layer.Layer;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files as they are found, and small ones with one obstacle each: Kern and ONNX Runtime make the
/// same of them, and of what Kern writes again.
@NeedsSharedData
final class RealModelsTest {
  /// Images computed at a time, unless the file says it.
  private static final int BATCH = 8;

  private static final int LARGE = 100;

  /// How many images there are: fewer large ones.
  private static int count(ImageShape image) {
    return image.height() > LARGE ? BATCH : 8 * BATCH;
  }

  @TempDir Path folder;

  static List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (String each :
        List.of(
            "data/onnx",
            "cases/onnx",
            "cases/onnx-fixed-batch",
            "cases/onnx-normalization",
            "cases/onnx-preprocessing")) {
      files.addAll(SharedData.files(each, ".onnx"));
    }
    return files;
  }

  /// What is said about files that leave their size open.
  private static ImportOptions options(Path file) {
    return switch (file.getFileName().toString()) {
      case "open_height_and_width.onnx" -> ImportOptions.NONE.size(16, 16);
      case "paddleocr_cls.onnx" -> ImportOptions.NONE.size(48, 192);
      default -> ImportOptions.NONE;
    };
  }

  @ParameterizedTest
  @MethodSource("files")
  void agreesWithOnnxRuntime(Path file) throws IOException {
    Path copy = RandomWeights.beside(file, folder);
    TrainedModel model = OnnxImport.read(copy, options(file));
    ImageShape image = model.model().image();
    float[] images = new float[count(image) * image.size()];
    Random random = new Random(5);
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextFloat();
    }
    float[][] expected = theirs(copy, images, image);
    assertSame(file, ours(model, images), expected);
    Path again = Files.write(folder.resolve("again.onnx"), OnnxExport.toBytes(model));
    TrainedModel back = OnnxImport.read(again);
    assertThat(kinds(back)).isEqualTo(kinds(model));
    assertSame(file, ours(back, images), expected);
    assertSame(file, ours(model, images), theirs(again, images, image));
  }

  /// With weights of the usual size EfficientNet's numbers grow to a million, since nothing was
  /// learned by its batch normalisations, and its gates are 0 or 1 but where their sum is near 0:
  /// there they pass on a float's rounding a thousandfold. Against doubles, Kern errs as ONNX
  /// Runtime does, and neither gives another label where the margin is above its error.
  @Test
  @Tag("slow")
  void errsAsOnnxRuntimeDoesWhereGatesAreSaturated() throws IOException {
    Path file = SharedData.path("data/onnx/graph_efficientnet_b0.onnx");
    Path copy = RandomWeights.beside(file, folder, 2);
    TrainedModel model = OnnxImport.read(copy);
    ImageShape image = model.model().image();
    float[] images = new float[BATCH * image.size()];
    Random random = new Random(5);
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextFloat();
    }
    float[][] exact = new float[BATCH][];
    for (int n = 0; n < BATCH; n++) { // one at a time: doubles of all layers take room
      float[] one = Arrays.copyOfRange(images, n * image.size(), (n + 1) * image.size());
      exact[n] = Architectures.logits(model, one, Engine.REFERENCE)[0];
    }
    double[] ours = errors(ours(model, images), exact);
    double[] theirs = errors(theirs(copy, images, image), exact);
    String errors =
        "%s, of ONNX Runtime %s".formatted(Arrays.toString(ours), Arrays.toString(theirs));
    assertThat(Arrays.stream(ours).max().orElseThrow())
        .as(errors)
        .isLessThan(2 * Arrays.stream(theirs).max().orElseThrow());
  }

  /// The largest error of each row; refuses other labels where the margin is above it.
  private static double[] errors(float[][] rows, float[][] exact) {
    double[] errors = new double[rows.length];
    for (int n = 0; n < rows.length; n++) {
      for (int c = 0; c < exact[n].length; c++) {
        errors[n] = Math.max(errors[n], Math.abs(rows[n][c] - exact[n][c]));
      }
      float[] sorted = exact[n].clone();
      Arrays.sort(sorted);
      double margin = sorted[sorted.length - 1] - sorted[sorted.length - 2];
      assertThat(largest(rows[n]) == largest(exact[n]) || margin <= 2 * errors[n])
          .as("label of image %d, error %s, margin %s", n, errors[n], margin)
          .isTrue();
    }
    return errors;
  }

  private static List<String> kinds(TrainedModel model) {
    return model.model().network().layers().stream().map(Layer::kind).toList();
  }

  private static float[][] ours(TrainedModel model, float[] images) {
    int size = model.model().image().size();
    float[][] rows = new float[images.length / size][];
    for (int from = 0; from < rows.length; from += BATCH) {
      float[] some = Arrays.copyOfRange(images, from * size, (from + BATCH) * size);
      float[][] logits = Architectures.logits(model, some, Engine.VECTOR);
      System.arraycopy(logits, 0, rows, from, BATCH);
    }
    return rows;
  }

  /// A file's first output for images that stand as it wants them, so many at a time.
  private static float[][] theirs(Path file, float[] images, ImageShape image) throws IOException {
    byte[] content = Files.readAllBytes(file);
    OnnxFile parsed =
        FileReader.read(
            WireReader.of(file.toString(), content),
            new ExternalData(file.toString(), file.toAbsolutePath().getParent()));
    List<Long> extents = parsed.inputs().getFirst().extents();
    boolean last = extents.size() == 4 && extents.get(3) == image.channels() && extents.get(1) > 4;
    float[] sorted = last ? images : Images.channelsFirst(images, image);
    long[] shape = extents.stream().mapToLong(n -> n).toArray();
    // This one takes any number, and then reshapes to one.
    boolean single = file.getFileName().toString().equals("graph_efficientnet_b0.onnx");
    int batch = single ? 1 : shape[0] < 1 ? BATCH : (int) shape[0];
    shape[0] = batch;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = shape[i] > 0 ? shape[i] : i == 2 ? image.height() : image.width();
    }
    int size = image.size();
    float[][] rows = new float[images.length / size][];
    for (int from = 0; from < rows.length; from += batch) {
      float[] some = Arrays.copyOfRange(sorted, from * size, (from + batch) * size);
      float[] all = OnnxRuntime.run(file, some, shape);
      int width = all.length / batch;
      for (int n = 0; n < batch; n++) {
        rows[from + n] = Arrays.copyOfRange(all, n * width, (n + 1) * width);
      }
    }
    return rows;
  }

  private static void assertSame(Path file, float[][] ours, float[][] theirs) {
    boolean probabilities = Arrays.stream(theirs).allMatch(RealModelsTest::isDistribution);
    double error = 0;
    double largest = 0;
    float[][] computed = new float[ours.length][];
    for (int n = 0; n < ours.length; n++) {
      computed[n] = probabilities && !isDistribution(ours[n]) ? softmax(ours[n]) : ours[n];
      assertThat(computed[n]).hasSameSizeAs(theirs[n]);
      for (int c = 0; c < theirs[n].length; c++) {
        error = Math.max(error, Math.abs(computed[n][c] - theirs[n][c]));
        largest = Math.max(largest, Math.abs(theirs[n][c]));
      }
    }
    assertThat(error).as("error of %s, at most %s", file, largest).isLessThan(1e-4 * largest);
    for (int n = 0; n < ours.length; n++) {
      float[] sorted = theirs[n].clone();
      Arrays.sort(sorted);
      boolean clear =
          sorted.length > 1 && sorted[sorted.length - 1] - sorted[sorted.length - 2] > 2 * error;
      if (clear) {
        assertThat(largest(computed[n])).as("label of image %d", n).isEqualTo(largest(theirs[n]));
      }
    }
  }

  private static boolean isDistribution(float[] row) {
    double sum = 0;
    boolean positive = row.length > 1;
    for (float value : row) {
      sum += value;
      positive &= value >= 0;
    }
    return positive && Math.abs(sum - 1) < 1e-3;
  }

  private static float[] softmax(float[] row) {
    double most = row[largest(row)];
    double sum = 0;
    for (float value : row) {
      sum += Math.exp(value - most);
    }
    float[] result = new float[row.length];
    for (int c = 0; c < row.length; c++) {
      result[c] = (float) (Math.exp(row[c] - most) / sum);
    }
    return result;
  }

  private static int largest(float[] row) {
    int best = 0;
    for (int c = 1; c < row.length; c++) {
      best = row[c] > row[best] ? c : best;
    }
    return best;
  }
}
