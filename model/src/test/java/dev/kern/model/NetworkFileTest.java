package dev.kern.model;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.file.DataException;
import dev.kern.layer.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NetworkFileTest {
  private static final Model MODEL =
      new Model(
          Network.of(flatten(), dense(2)).named("tiny"),
          new ImageShape(28, 28, 1),
          List.of("A", "B"),
          Optional.of(Normalization.COURSE));

  @TempDir Path folder;

  @Test
  void readsWhatItWrote() {
    Path file = folder.resolve("network.json");
    MODEL.file().write(file);
    assertThat(NetworkFile.read(file)).isEqualTo(MODEL.file());
    assertThat(NetworkFile.read(file).model("file")).isEqualTo(MODEL);
  }

  @Test
  void isMeantToBeRead() throws IOException {
    Path file = folder.resolve("network.json");
    MODEL.file().write(file);
    assertThat(file)
        .hasContent(
            """
            {
              "name": "tiny",
              "image": {"height": 28, "width": 28, "channels": 1},
              "classes": ["A", "B"],
              "normalization": {"center": 127.5, "span": 255.0},
              "layers": [
                {"type": "flatten"},
                {
                  "type": "dense",
                  "units": 2,
                  "biased": true,
                  "weights": {"type": "heNormal"},
                  "biases": {"type": "constant", "value": 0.0}
                }
              ]
            }
            """);
  }

  @Test
  void needsNameAndLayersAlone() throws IOException {
    Path file = folder.resolve("mine.json");
    Files.writeString(
        file, "{\"name\": \"tiny\", \"layers\": [\"flatten\", {\"type\":\"dense\",\"units\":2}]}");
    assertThat(NetworkFile.read(file).network()).isEqualTo(MODEL.network());
    assertThatThrownBy(() -> NetworkFile.read(file).model("mine.json"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            mine.json: this is an untrained network
              given     no image
              expected  image, classes and layers
              fix       train it first: kern train --network FILE\
            """);
  }

  @Test
  void hasAChecksumOfItsContent() {
    assertThat(MODEL.file().sha256()).hasSize(64).isEqualTo(MODEL.file().sha256());
    assertThat(
            new Model(MODEL.network(), MODEL.image(), List.of("A", "C"), MODEL.normalization())
                .file()
                .sha256())
        .isNotEqualTo(MODEL.file().sha256());
  }

  @Test
  void saysWhichFileIsMissingOrTooLarge() throws IOException {
    Path missing = folder.resolve("missing.json");
    assertThatThrownBy(() -> NetworkFile.read(missing))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(missing + ": no such file or folder\n");
    Path large = folder.resolve("large.json");
    Files.write(large, new byte[(1 << 24) + 1]);
    assertThatThrownBy(() -> NetworkFile.read(large))
        .isInstanceOf(DataException.class)
        .hasMessage(
            large
                + """
                : the file is too large for settings
                  given     16,777,217 bytes
                  expected  at most 16,777,216
                  fix       check that the path names the right file\
                """);
  }
}
