package dev.kern.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kern.data.ImageShape;
import dev.kern.data.file.DataException;
import dev.kern.layer.Layer;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What Kern has exported comes back.
final class OnnxImportTest {
  @TempDir Path folder;

  static List<String> names() {
    return OnnxExportTest.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void computesWhatOnnxRuntimeComputes(String name) {
    byte[] file = OnnxExport.toBytes(OnnxExportTest.named(name));
    TrainedModel imported = OnnxImport.decode(name, file);
    OnnxExportTest.assertSame(imported, file);
  }

  @ParameterizedTest
  @MethodSource("names")
  void bringsBackTheModel(String name) {
    TrainedModel trained = OnnxExportTest.named(name);
    TrainedModel imported = OnnxImport.decode(name, OnnxExport.toBytes(trained));
    assertThat(imported.model().image()).isEqualTo(trained.model().image());
    assertThat(imported.model().classes()).isEqualTo(trained.model().classes());
    assertThat(imported.model().normalization()).isEqualTo(trained.model().normalization());
    assertThat(imported.model().network().name()).isEqualTo(name);
    assertThat(parameters(imported)).isEqualTo(parameters(trained));
    float[] images = Images.of(trained.model().image(), 3);
    OnnxExportTest.assertClose(
        Architectures.logits(imported, images, Engine.VECTOR),
        Architectures.logits(trained, images, Engine.VECTOR));
  }

  private static long parameters(TrainedModel trained) {
    ImageShape image = trained.model().image();
    return trained
        .model()
        .network()
        .summary(image.height(), image.width(), image.channels())
        .parameters();
  }

  @Test
  void givesLayersAsTheyWereWritten() {
    TrainedModel trained = OnnxExportTest.named("residual");
    TrainedModel imported = OnnxImport.decode("x", OnnxExport.toBytes(trained));
    assertThat(imported.model().network().layers().stream().map(Layer::kind))
        .containsExactlyElementsOf(
            trained.model().network().layers().stream().map(Layer::kind).toList());
    assertThat(imported.weights()).isEqualTo(trained.weights());
  }

  @Test
  void readsNoDevice() throws IOException {
    Path zeros = Path.of("/dev/zero");
    assumeTrue(Files.exists(zeros), "this system has no /dev/zero");
    Path file = Files.createSymbolicLink(folder.resolve("zeros.onnx"), zeros);
    assertThatThrownBy(() -> OnnxImport.read(file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            file
                + """
                : not a regular file
                  expected  a file on disk, which has a size and can be read in any order
                  fix       save its output to a file first\
                """);
  }

  @Test
  void refusesWhatIsNoOnnxFile() throws IOException {
    Path file = Files.writeString(folder.resolve("text.onnx"), "These are no weights.");
    assertThatThrownBy(() -> OnnxImport.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ", byte ")
        .hasMessageContaining("invalid ONNX file");
  }
}
