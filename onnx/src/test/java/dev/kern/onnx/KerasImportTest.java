package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.model.ImageRunner;
import dev.kern.model.TrainedModel;
import dev.kern.testing.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Models that Keras 3.15 has written, in both of its formats: what they say must be what Keras
/// said.
final class KerasImportTest {
  private static final double CLOSE = 1e-5;

  @TempDir Path folder;

  private static Path fixture(String name) {
    return Fixtures.path("keras/" + name);
  }

  /// A number from -1 to 1, the same as in the script that asked Keras.
  private static float pixel(int place) {
    CRC32 sum = new CRC32();
    sum.update("image".getBytes(StandardCharsets.UTF_8));
    int hash = place * 0x9e3779b1 + (int) sum.getValue();
    hash ^= hash >>> 16;
    hash *= 0x45d9f3b;
    hash ^= hash >>> 16;
    hash *= 0x45d9f3b;
    hash ^= hash >>> 16;
    return (float) ((Integer.toUnsignedLong(hash) / 0x1p32 - 0.5) * 2);
  }

  private static double[] softmax(float[] logits) {
    double sum = 0;
    double[] parts = new double[logits.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Math.exp(logits[i]);
      sum += parts[i];
    }
    for (int i = 0; i < parts.length; i++) {
      parts[i] /= sum;
    }
    return parts;
  }

  @ParameterizedTest
  @CsvSource({
    "sequential.keras, sequential.txt, false",
    "sequential.h5, sequential.txt, false",
    "functional.keras, functional.txt, true",
    "functional.h5, functional.txt, true",
    "gated.keras, gated.txt, false",
    "gated.h5, gated.txt, false"
  })
  void saysWhatKerasSaid(String file, String answers, boolean probabilities) throws IOException {
    TrainedModel model = KerasImport.read(fixture(file));
    ImageRunner runner = ImageRunner.of(model);
    List<String> lines = Files.readAllLines(fixture(answers));
    int size = model.model().image().size();
    for (int n = 0; n < lines.size(); n++) {
      float[] image = new float[size];
      for (int i = 0; i < size; i++) {
        image[i] = pixel(n * size + i);
      }
      float[] logits = runner.outputs(image);
      double[] own = new double[logits.length];
      Arrays.setAll(own, i -> logits[i]);
      own = probabilities ? softmax(logits) : own;
      String[] expected = lines.get(n).split(" ");
      assertThat(own).hasSameSizeAs(expected);
      for (int i = 0; i < own.length; i++) {
        assertThat(own[i])
            .as("image %d, output %d", n, i)
            .isCloseTo(Double.parseDouble(expected[i]), org.assertj.core.data.Offset.offset(CLOSE));
      }
    }
  }

  @Test
  void bothFormatsGiveTheSameModel() {
    assertThat(KerasImport.read(fixture("functional.h5")).weights())
        .isEqualTo(KerasImport.read(fixture("functional.keras")).weights());
  }

  @Test
  void refusesWeightsWithoutAModel() {
    Path file = fixture("sequential.weights.h5");
    assertThatThrownBy(() -> KerasImport.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": it holds weights without a model\n  given     groups ")
        .hasMessageEndingWith(
            "\n  expected  the attribute model_config\n"
                + "  fix       save the whole model in Keras: model.save('model.keras')");
  }

  @Test
  void tellsAllUnknownLayersAtOnce() throws IOException {
    byte[] content = Files.readAllBytes(fixture("sequential.h5"));
    String text = new String(content, StandardCharsets.ISO_8859_1);
    Path file = folder.resolve("model.h5");
    Files.write(
        file,
        text.replace("\"LeakyReLU\"", "\"WeirdReLU\"")
            .replace("\"MaxPooling2D\"", "\"MaxPooling9D\"")
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> KerasImport.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("WeirdReLU 'leaky_re_lu': unsupported layer")
        .hasMessageContaining("MaxPooling9D 'max_pooling2d': unsupported layer");
  }

  @Test
  void refusesWhatIsNoFileOfKeras() throws IOException {
    Path file = folder.resolve("model.h5");
    Files.writeString(file, "nothing");
    assertThatThrownBy(() -> KerasImport.read(file))
        .hasMessage(
            file
                + """
                : not an HDF5 file
                  expected  the bytes 89 48 44 46 0d 0a 1a 0a at the start
                  fix       save the model again in Keras: model.save('model.h5')\
                """);
  }
}
