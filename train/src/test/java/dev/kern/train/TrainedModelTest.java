package dev.kern.train;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.kern.data.ImageShape;
import dev.kern.data.file.DataException;
import dev.kern.graph.Graph;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.run.Variables;
import dev.kern.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainedModelTest {
  private static final Model MODEL =
      new Model(
          Network.of(batchNorm(), flatten(), dense(2)).named("tiny"),
          new ImageShape(2, 2, 1),
          List.of("A", "B"));

  @TempDir Path folder;

  private static TrainedModel trained() {
    Graph graph = new Graph();
    MODEL.logits(Scope.training(graph), MODEL.images(graph, 1));
    Variables variables = Variables.of(graph);
    variables.initialize(5);
    return TrainedModel.of(MODEL, variables);
  }

  @Test
  void readsWhatItWrote() {
    Path file = folder.resolve("model.safetensors");
    trained().write(file);
    assertThat(TrainedModel.read(file)).isEqualTo(trained());
    assertThat(TrainedModel.read(folder)).isEqualTo(trained());
    assertThat(trained().weights().keySet())
        .containsExactly(
            "batchNorm1/scale",
            "batchNorm1/shift",
            "batchNorm1/mean",
            "batchNorm1/variance",
            "dense1/weights",
            "dense1/biases");
  }

  @Test
  void writesTheSameBytesAgain() throws IOException {
    trained().write(folder.resolve("a"));
    trained().write(folder.resolve("b"));
    assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
  }

  private void refuses(Map<String, String> metadata, Map<String, Tensor> tensors, String message) {
    Path file = folder.resolve("model.safetensors");
    new Safetensors(metadata, tensors).write(file);
    assertThatThrownBy(() -> TrainedModel.read(file))
        .isInstanceOf(DataException.class)
        .hasMessage(file + message.stripTrailing());
  }

  /// Without a checksum of everything, which would refuse a change before the fault that is tested.
  private Map<String, String> metadata() {
    trained().write(folder.resolve("whole"));
    Map<String, String> metadata =
        new LinkedHashMap<>(Safetensors.read(folder.resolve("whole")).metadata());
    metadata.put("format", "kern");
    metadata.remove("contentSha256");
    return metadata;
  }

  @Test
  void readsAFileWithoutAChecksum() {
    Path file = folder.resolve("older.safetensors");
    Map<String, String> metadata = metadata();
    new Safetensors(metadata, trained().weights()).write(file);
    assertThat(TrainedModel.read(file)).isEqualTo(trained());
    metadata.remove("format");
    new Safetensors(metadata, trained().weights()).write(file);
    assertThat(TrainedModel.read(file)).isEqualTo(trained());
  }

  @Test
  void refusesEveryFlippedBit() throws IOException {
    Path file = folder.resolve("model.safetensors");
    trained().write(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(file, bytes);
      try {
        TrainedModel.read(file);
        fail("bit %d is read as if nothing had happened", bit);
      } catch (DataException e) {
        assertThat(e.getMessage()).startsWith(file.toString()).contains("\n  fix       ");
      }
      bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    }
  }

  @Test
  void refusesAChangedNumber() throws IOException {
    Path file = folder.resolve("model.safetensors");
    trained().write(file);
    String sealed = Safetensors.read(file).metadata().get("contentSha256");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> TrainedModel.read(file))
        .hasMessageMatching(
            Pattern.quote(file + ": checksum mismatch: the file is damaged")
                + "\n  given     checksum [0-9a-f]{64}"
                + "\n  expected  checksum '%s'".formatted(sealed)
                + "\n  fix       use another copy of it, or check the disk; a program that changes"
                + " it on purpose must remove 'format' and 'contentSha256' from its metadata");
  }

  @Test
  void refusesWhatANewerKernHasWritten() {
    Map<String, String> metadata = metadata();
    metadata.put("format", "kern 3");
    refuses(
        metadata,
        Map.of(),
        """
        : this was written by a newer version of Kern
          given     'kern 3'
          expected  'kern 2' or older
          fix       update Kern
        """);
  }

  @Test
  void missesAChecksumThatWasThere() {
    Map<String, String> metadata = metadata();
    metadata.put("format", "kern 2");
    refuses(
        metadata,
        trained().weights(),
        """
        : the checksum is missing
          given     the keys [format, network, networkSha256]
          expected  the key 'contentSha256' in its metadata
          fix       %s
        """
            .formatted(
                "use another copy of it, or check the disk; a program that changes it on purpose"
                    + " must remove 'format' and 'contentSha256' from its metadata"));
  }

  @Test
  void refusesAFileWithoutANetwork() {
    refuses(
        Map.of("format", "pt"),
        trained().weights(),
        """
        : the metadata contains no network
          given     the keys [format]
          expected  the key 'network'
          fix       use a file written by Kern
        """);
  }

  @Test
  void refusesAnotherNetworkThanWasTrained() {
    Map<String, String> metadata = metadata();
    metadata.merge("network", "", (network, _) -> network.replace("\"A\"", "\"Z\""));
    String checksum = metadata.get("networkSha256");
    assertThatThrownBy(() -> refuses(metadata, trained().weights(), ""))
        .hasMessageContaining("checksum mismatch: the network has been changed")
        .hasMessageContaining("expected  " + checksum);
  }

  @Test
  void refusesWeightsOfAnotherNetwork() {
    Map<String, Tensor> weights = new LinkedHashMap<>(trained().weights());
    weights.put("dense1/biases", Tensor.filled(Shape.of(3), 0));
    refuses(
        metadata(),
        weights,
        """
        : the tensors don't match the network
          given     'dense1/biases' of [3]
          expected  'dense1/biases' of [2]
          fix       use an unmodified copy of the file
        """);
    weights.remove("dense1/biases");
    refuses(
        metadata(),
        weights,
        """
        : the tensors don't match the network
          given     no tensor 'dense1/biases'
          expected  'dense1/biases' of [2]
          fix       use an unmodified copy of the file
        """);
    weights.putAll(trained().weights());
    weights.put("more", Tensor.scalar(1));
    refuses(
        metadata(),
        weights,
        """
        : the file has tensors that the network doesn't use
          given     7 tensors
          expected  6 tensors
          fix       use an unmodified copy of the file
        """);
  }

  @Test
  void refusesAFolderWithoutAModel() {
    assertThatThrownBy(() -> TrainedModel.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessage(
            folder
                + """
                : no trained model in this folder
                  expected  model.safetensors
                  fix       wait until the run finishes, or choose another folder\
                """);
    assertThat(Files.exists(folder)).isTrue();
  }
}
